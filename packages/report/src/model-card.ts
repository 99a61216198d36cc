import type { OutlineModelDescription } from '@leukolens/cad';

/** How a network is made, in one line. */
export function designLine({ design, weights }: OutlineModelDescription): string {
  const { channels, strides, norm, activation, outlines, input, scale } = design;
  return [
    `U-Net of ${channels.join('-')} channels, strides ${strides.join('-')}, ${norm} norm, ${activation}`,
    `outlines ${outlines.join(' and ')}`,
    `sees ${INPUT_WORDS[input]}, ${scaleWords(scale)}`,
    `weights in ${weights.storage}`,
  ].join('; ');
}

const INPUT_WORDS = {
  rgb: 'the colours as they are',
  constancy: 'the colours after colour constancy',
  density: "optical densities against the image's own background",
  guided: "optical densities against the image's own background, guided by the handcrafted method",
} as const;

function scaleWords(scale: OutlineModelDescription['design']['scale']): string {
  switch (scale.kind) {
    case 'factor':
      return scale.factor === 1 ? "at the image's own size" : `at ${scale.factor} times the image's size`;
    case 'square':
      return `resized to ${scale.side} x ${scale.side} pixels`;
    case 'nucleus':
      return `resized so that the median nucleus measures ${scale.diameter} pixels across`;
  }
}

/** A model's card as Markdown: what it is, what it was trained on, how good it is and how that was measured, its limits. */
export function modelCard(description: OutlineModelDescription): string {
  const { name, notice, weights, training, figures, limits } = description;
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
    figures.length === 0
      ? 'None were measured.'
      : table(
          ['data', 'images', 'mean IoU', 'how it was measured'],
          figures.map(({ data, images, iou, how }) => [data, String(images), iou.toFixed(4), how]),
        ),
    '## Limits',
    limits.length === 0 ? 'None are recorded.' : limits.map((limit) => `- ${plain(limit)}`).join('\n'),
  ];
  return `${sections.join('\n\n')}\n`;
}

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
