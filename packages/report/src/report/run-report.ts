import { type ImageResult, type ModelDescription, NOTICE, SOFTWARE } from '@leukolens/cad';
import { counted } from '../counted.ts';
import { escapeMarkup } from '../escape.ts';
import { htmlHead } from '../html-head.ts';
import { designLine } from '../model-card.ts';
import { BatchSum, type BatchSummary, shareWords } from './batch-summary.ts';
import { PAGE_FOOT, percent } from './html-page.ts';
import { pictureUrl } from './image-article.ts';
import { REPORT_STYLE } from './report-style.ts';

/** A line of the report's list. */
export interface ReportedLine {
  readonly record: ImageResult;
  /** A small picture as a `data:` URL; none of an image that failed. */
  readonly thumbnail?: string | undefined;
  /** Where the image's page lies, relative to the report; none where its article is in the report. */
  readonly page?: string | undefined;
}

export interface RunReport {
  readonly title: string;
  readonly settings: object;
  /** Those that were used. */
  readonly models: readonly ModelDescription[];
  /** In the order of the list; asked for twice. */
  readonly lines: () => AsyncIterable<ReportedLine> | Iterable<ReportedLine>;
  /** What `imageArticle` gives, for the images whose articles stand in the report itself. */
  readonly articles?: () => AsyncIterable<string> | Iterable<string>;
}

/** Images whose articles stand in the report itself: it can then be sent as one file. */
export const MOST_INSIDE = 10;

/** What no reader may be left in doubt of. */
export const LIMITS = [
  'This is the output of research software. It is not a medical device, and nothing here is a diagnosis: that needs the patient, the microscope, cytometry and genetics.',
  'Nuclei are found by colour and form. Platelets, stain precipitate and smudge cells can pass for nuclei; pale nuclei can be missed: look at the outlines.',
  'Classes are those of the images that a classifier was trained on, stages of maturation, say. They are no FAB types and no subtypes of leukaemia: those need immunophenotyping.',
  'Probabilities hold for images like those that a classifier was tested on. An image that is flagged is unlike them, and so is a nucleus marked as unlike those learned: its class is not to be relied on, and it is left out of the counts.',
];

/** `report.html`: the run at a glance, a line an image, and how it came about; piece by piece. Names may hold anything. */
export async function* runReport(report: RunReport): AsyncGenerator<string> {
  const { title, settings, models, lines, articles } = report;
  const sum = new BatchSum();
  for await (const { record } of lines()) sum.add(record);
  const { summary } = sum;
  const classified = summary.classes.size > 0 || summary.flagged > 0;
  yield htmlHead(title, REPORT_STYLE);
  yield `<header>
<h1>${escapeMarkup(title)}</h1>
<p class="notice">${escapeMarkup(NOTICE)}</p>
</header>
${tiles(summary)}${words(summary)}<h3>Images</h3>
<div class="wide"><table>
<thead><tr><th></th><th class="left">Image</th><th>Nuclei</th>${summary.cells.size > 0 ? [...summary.cells.keys()].map((name) => `<th>${escapeMarkup(name)}</th>`).join('') : ''}${classified ? '<th class="left">Class</th><th>Probability</th>' : ''}<th class="left">Remarks</th></tr></thead>
<tbody>
`;
  for await (const line of lines()) yield row(line, [...summary.cells.keys()], classified);
  yield '</tbody></table></div>\n';
  for await (const article of articles?.() ?? []) yield article;
  yield `<h3>How to read this</h3>
<ul class="plain">${LIMITS.map((limit) => `<li>${escapeMarkup(limit)}</li>`).join('')}</ul>
${models.map(modelSection).join('')}<details><summary>Settings</summary>
<pre>${escapeMarkup(JSON.stringify({ software: SOFTWARE, settings }, null, 2))}</pre>
</details>
${PAGE_FOOT}`;
}

function tiles({ images, failed, flagged, unclassified, nuclei, classes }: BatchSummary): string {
  const shown: [value: string, name: string][] = [
    [images.toLocaleString('en'), images === 1 ? 'image' : 'images'],
    [nuclei.toLocaleString('en'), nuclei === 1 ? 'nucleus' : 'nuclei'],
    ...[...classes].map(([name, count]): [string, string] => [String(count), `most probably ${name}`]),
    ...(flagged > 0 ? [[String(flagged), 'flagged: unlike the training images'] as [string, string]] : []),
    ...(unclassified > 0 ? [[String(unclassified), 'not classified'] as [string, string]] : []),
    ...(failed > 0 ? [[String(failed), 'failed'] as [string, string]] : []),
  ];
  return `<ul class="tiles">${shown.map(([value, name]) => `<li><b>${value}</b><span>${escapeMarkup(name)}</span></li>`).join('')}</ul>\n`;
}

function words({ cells, flagged, unlike }: BatchSummary): string {
  const lines = [...cells].map(
    ([name, { count, of }]) =>
      `<p><b>${escapeMarkup(name)}</b>: ${shareWords(count, of)} of ${counted(of, 'nucleus', 'nuclei')}${unlike > 0 ? ' like those learned' : ''} in all images${flagged > 0 ? ' that are not flagged' : ''}.</p>`,
  );
  if (unlike > 0) {
    lines.push(
      `<p>${flagged > 0 ? 'In images that are not flagged, ' : ''}${counted(unlike, 'nucleus is', 'nuclei are')} unlike those that the classifier of single nuclei has learned from, and counted in no class.</p>`,
    );
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function row(
  { record, thumbnail, page }: ReportedLine,
  cells: readonly string[],
  classified: boolean,
): string {
  const { image, nuclei, classification, warnings, error } = record;
  const name = escapeMarkup(image);
  const cell = (content: string, left = false) => `<td${left ? ' class="left"' : ''}>${content}</td>`;
  const remarks = [...(error === null ? [] : [`failed: ${error}`]), ...warnings];
  return `<tr>${[
    cell(thumbnail === undefined ? '' : `<img src="${pictureUrl(thumbnail)}" alt="" loading="lazy">`),
    cell(page === undefined ? name : `<a href="${escapeMarkup(linkTo(page))}">${name}</a>`, true),
    cell(nuclei === null ? '' : String(nuclei.count)),
    ...cells.map((each) => cell(String(nuclei?.byClass?.[each]?.count ?? ''))),
    ...(classified
      ? [
          cell(
            `${escapeMarkup(classification?.label ?? '')}${classification?.outOfDistribution?.flag ? ', flagged' : ''}`,
            true,
          ),
          cell(classification === null ? '' : percent(classification.probabilities[classification.label]!)),
        ]
      : []),
    cell(escapeMarkup(remarks.join('; ')), true),
  ].join('')}</tr>
`;
}

/** A relative path as a link that leads there and nowhere else. */
function linkTo(path: string): string {
  return `./${path.split('/').map(encodeURIComponent).join('/')}`;
}

export function modelSection(model: ModelDescription): string {
  const { name, notice, training, limits } = model;
  const figures =
    model.kind === 'outline'
      ? model.figures.map(({ data, iou, how }) => `${data}: IoU ${iou.toFixed(3)}, ${how}`)
      : model.figures.map(
          ({ data, accuracy, macroF1, how }) =>
            `${data}: accuracy ${accuracy.toFixed(3)}, macro F1 ${macroF1.toFixed(3)}, ${how}`,
        );
  const list = (items: readonly string[]) =>
    `<ul class="plain">${items.map((item) => `<li>${escapeMarkup(item)}</li>`).join('')}</ul>`;
  const data = training.data.map((set) => `${set.name} (${set.images} images; ${set.terms})`);
  return `<details><summary>Model ${escapeMarkup(name)}</summary>
<p>${escapeMarkup(designLine(model))}.</p>
<p>Trained on ${escapeMarkup(data.join(', '))}. ${escapeMarkup(notice)}</p>
${list(figures)}${list(limits)}</details>
`;
}
