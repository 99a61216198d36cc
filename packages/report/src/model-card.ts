import type { ClassifierModelDescription, ModelDescription, OutlineModelDescription } from '@leukolens/cad';

/** How a network is made, in one line. */
export function designLine(description: ModelDescription): string {
  const parts = description.kind === 'outline' ? outlineParts(description) : classifierParts(description);
  return [...parts, `weights in ${description.weights.storage}`].join('; ');
}

function outlineParts({ design }: OutlineModelDescription): string[] {
  const { channels, strides, norm, activation, outlines, input, scale } = design;
  return [
    `U-Net of ${channels.join('-')} channels, strides ${strides.join('-')}, ${norm} norm, ${activation}`,
    `outlines ${outlines.join(' and ')}`,
    `sees ${INPUT_WORDS[input]}, ${scaleWords(scale)}`,
  ];
}

function classifierParts({ design, temperature }: ClassifierModelDescription): string[] {
  const { network, narrowing, head, activation, classes, side, sees, stain, colours, scale, nuclei } = design;
  return [
    `${network === 'resnet18' ? 'ResNet-18' : 'ResNet-50'}${narrowing > 1 ? ` of 1/${narrowing} of its channels` : ''}, ${head} head, ${activation}`,
    `tells ${classes.join(', ')}`,
    `sees ${sees === 'nuclei' ? 'the nuclei alone' : 'the whole image'} in ${COLOUR_WORDS[colours]}${stain === 'common' ? ' after all are given one stain' : ''}, ${side} x ${side} pixels, ${scaleWords(scale)}`,
    ...(nuclei
      ? [
          `outlines nuclei for itself by the handcrafted method${nuclei.reduction !== 1 ? ` at 1/${nuclei.reduction} of that size` : ''}${nuclei.stain === 'common' ? ', in the stain given to all' : ''}`,
        ]
      : []),
    temperature === 1 ? 'not calibrated' : `temperature ${temperature.toFixed(3)}`,
  ];
}

const COLOUR_WORDS = {
  rgb: 'its colours',
  grey: 'grey',
  density: "optical densities against the image's own background",
} as const;

const INPUT_WORDS = {
  rgb: 'the colours as they are',
  constancy: 'the colours after colour constancy',
  density: "optical densities against the image's own background",
  guided: "optical densities against the image's own background, guided by the handcrafted method",
} as const;

function scaleWords(scale: ModelDescription['design']['scale']): string {
  switch (scale.kind) {
    case 'factor':
      return scale.factor === 1 ? "at the image's own size" : `at ${scale.factor} times the image's size`;
    case 'square':
      return `resized to ${scale.side} x ${scale.side} pixels`;
    case 'shorterSide':
      return `resized so that the shorter side measures ${scale.length} pixels, the middle cut out`;
    case 'field':
      return `the whole field resized so that its shorter side measures ${scale.length} pixels; in windows where nuclei would be smaller than ${scale.smallest} pixels across`;
    case 'eachNucleus':
      return `one nucleus at a time, resized so that it measures ${scale.diameter} pixels across`;
    case 'nucleus':
      return `resized so that the median nucleus measures ${scale.diameter} pixels across`;
  }
}

/** A model's card as Markdown: what it is, what it was trained on, how good it is and how that was measured, its limits. */
export function modelCard(description: ModelDescription): string {
  const { name, notice, weights, training, limits } = description;
  const { software, data, seed, from } = training;
  const sections = [
    `# ${plain(name)}`,
    `**${plain(notice)}**`,
    `${designLine(description)}. SHA-256 of the weights: ${weights.sha256}.`,
    '## Trained on',
    table(
      ['data', 'images', 'terms', 'SHA-256 of the files'],
      data.map((set) => [set.name, String(set.images), set.terms, set.sha256]),
    ),
    `By ${plain(software.name)} ${plain(software.version)}, seed ${seed}${from === undefined ? '' : `, from ${plain(from)}`}. model.json holds the recipe.`,
    '## Figures',
    figuresTable(description),
    '## Limits',
    limits.length === 0 ? 'None are recorded.' : limits.map((limit) => `- ${plain(limit)}`).join('\n'),
  ];
  return `${sections.join('\n\n')}\n`;
}

function figuresTable(description: ModelDescription): string {
  if (description.figures.length === 0) return 'None were measured.';
  const HOW = 'how it was measured';
  if (description.kind === 'outline') {
    return table(
      ['data', 'images', 'mean IoU', HOW],
      description.figures.map(({ data, images, iou, how }) => [data, String(images), iou.toFixed(4), how]),
    );
  }
  const { figures } = description;
  const known = MEASURES.filter(([key]) => figures.some((figure) => figure[key] !== undefined));
  return table(
    ['data', 'images', ...known.map(([, title]) => title), HOW],
    figures.map((figure) => [
      figure.data,
      String(figure.images),
      ...known.map(([key]) => figure[key]?.toFixed(4) ?? '-'),
      figure.how,
    ]),
  );
}

/** What is measured of classifiers; what no figure has gets no column. */
const MEASURES = [
  ['accuracy', 'accuracy'],
  ['macroF1', 'macro F1'],
  ['auroc', 'AUROC'],
  ['calibrationError', 'calibration error'],
  ['coverage', 'sets hold'],
  ['setSize', 'set size'],
  ['flagged', 'flagged'],
] as const;

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map((row) => line(row.map(plain)))].join('\n');
}

/** Text as Markdown that shows it and does nothing else: models come from strangers. */
function plain(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/[\\`*_[\]<>|&]/g, (sign) => `\\${sign}`);
}
