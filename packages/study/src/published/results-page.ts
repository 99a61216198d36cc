import { NOTICE } from '@leukolens/cad';
import { datasets } from '../datasets/registry.ts';
import { glanceTable } from './glance-table.ts';
import { escaped } from './markdown.ts';
import { handsTable, leftOutTable, ownTable } from './own-tables.ts';
import { type PageFigure, picture } from './page-figure.ts';
import { ownFolds, RESULT_METHODS, type ResultFile } from './result-methods.ts';
import { quotedSegmentation } from './segmentation-tables.ts';
import { tablesOf } from './tables-beside.ts';

/**
 * The page of results in Markdown: our figures at a glance, each set by itself beside the paper's Table 4, sets left out, then
 * the paper's Tables 2 and 3. What there is no file of is left out.
 */
export function resultsPage(files: readonly ResultFile[], figures: readonly PageFigure[] = []): string {
  const order = (file: ResultFile) => RESULT_METHODS.indexOf(file.method);
  const sorted = [...files].sort((a, b) => order(a) - order(b));
  const known = datasets.map(({ name }): string => name);
  const names = [...new Set(files.map(({ result }) => result.data.name))].sort(
    (a, b) => known.indexOf(a) - known.indexOf(b),
  );
  const without = [...new Set(quotedSegmentation.map(({ dataset }) => dataset))].filter(
    (name) => !names.includes(name),
  );
  const leftOut = leftOutTable(sorted);
  const shared = figures.filter(({ dataset }) => dataset === undefined);
  return [
    HEAD,
    '## At a glance',
    glanceTable(sorted, names),
    methodsNote(sorted),
    ...(leftOut ? ['## Sets left out', LEFT_OUT_NOTE, leftOut] : []),
    ...names.flatMap((name) =>
      section(
        name,
        sorted.filter(({ result }) => result.data.name === name),
        figures.filter(({ dataset }) => dataset === name),
      ),
    ),
    ...(shared.length > 0 ? ['## Learning curves of networks for several sets', ...shared.map(picture)] : []),
    ...without.flatMap((name) => [
      `## ${name}`,
      `No figures of ours. Published${printed(name)}:`,
      tablesOf(name, []).markdown.trim(),
    ]),
  ]
    .join('\n\n')
    .concat('\n');
}

const HEAD = `# Results

Made by \`npm run results\` from the files beside this page; each is the output of the command that it names, with
\`--data\` and \`--json\` added. ${NOTICE}

Means over images at their own resolution, with 95 % intervals from 10,000 bootstrap resamples of the images; boundary F1 within
2 px, object F1 at an IoU of 0.5 ([what the figures mean](../datasets/README.md#what-the-figures-mean)). In the main figures what a set's
truth leaves out by its own rule counts neither way: nuclei that the border cuts, where whole cells alone are marked (jtsc, cellavision,
all-idb2), and nuclei that only the second hand marked, where the central cell alone is (all-idb2). The figure with nothing left out stands
beside as "as given"; published figures are to be held against that one. Recipes were searched on folds 0 and 1 alone, so the mean over the
other folds stands by itself. Published numbers are quoted from the paper, and are means over other images or other splits.
[Where the U-Nets fail](failures.md), in words. [Results of classifiers](classification.md) have a page of their own.`;

const LEFT_OUT_NOTE =
  'Networks trained on other sets alone, and the handcrafted method on the same images. Differences are paired by image.';

function methodsNote(files: readonly ResultFile[]): string {
  return RESULT_METHODS.filter((method) => files.some((file) => file.method === method))
    .map(({ title, about }) => `- ${title}: ${about}.`)
    .join('\n');
}

/** One set: our figures, against both hands, beside the published ones, learning curves. */
function section(name: string, files: readonly ResultFile[], figures: readonly PageFigure[]): string[] {
  const hands = handsTable(files);
  const titled = files.map(({ method, result }) => ({ ...result, method: method.title }));
  return [
    `## ${escaped(name)}`,
    ownTable(files),
    ...foldsNotes(files),
    ...(hands ? ['Against both people who marked the set, nothing left out:', hands] : []),
    `Beside the published figures${printed(name)}:`,
    tablesOf(name, titled).markdown.trim(),
    ...figures.map(picture),
  ];
}

/** Where the paper prints figures of a set. */
function printed(dataset: string): string {
  const rows = quotedSegmentation.filter((row) => row.dataset === dataset);
  const numbers = [...new Set(rows.flatMap(({ tables }) => tables))].sort();
  if (numbers.length === 0) return '';
  return ` (the paper's ${numbers.length > 1 ? 'Tables' : 'Table'} ${numbers.join(' and ')})`;
}

/** Which folds, where not all are done. */
function foldsNotes(files: readonly ResultFile[]): string[] {
  const notes = files.flatMap(({ method, result }) => {
    const folds = ownFolds(result);
    if (!folds || folds.done.length >= folds.folds) return [];
    return [
      `- ${method.title}: ${folds.done.map(({ fold }) => fold).join(', ')} of 0 to ${folds.folds - 1}.`,
    ];
  });
  return notes.length > 0 ? ['Folds that are done:', notes.join('\n')] : [];
}
