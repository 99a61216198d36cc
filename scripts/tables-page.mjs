/**
 * docs/tables.md from the columns' own definitions:
 *   node scripts/built.mjs scripts/tables-page.mjs
 * after adding or changing one; `npm test` fails when the committed page is not what the sources give, or lacks a column.
 */
import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

const page = new URL('../docs/tables.md', import.meta.url);

/** Columns of images.csv, in its order; CLASS stands for each class of the classifier of images, CELL for each of that of single nuclei. */
const IMAGES = [
  ['image', 'the path below what was asked for, or a pseudonym'],
  ['width_px', 'width of the photograph'],
  ['height_px', 'its height'],
  ['nuclei', 'how many were found'],
  ['nucleus_area_fraction', 'share of the photograph that is nucleus'],
  ['class', 'the most probable class; empty where no nucleus was found to judge by'],
  ['probability CLASS', 'of each class, 0 to 1'],
  [
    'prediction set',
    'the classes among which the true one is, for the share of images that the report states; joined by "or"',
  ],
  [
    'out of distribution',
    '"yes" where the image is unlike those that the classifier learned from: do not rely on its class',
  ],
  ['nearest cluster', 'the class whose test images are nearest in the plane of the logits'],
  ['CELL', 'how many nuclei are of each class, of those like the nuclei learned'],
  ['share CELL', 'their share of these'],
  ['share CELL low', 'lower end of its 95 % interval (Wilson)'],
  ['share CELL high', 'upper end'],
  ['unlike nuclei', 'how many nuclei are unlike those learned, and counted in no class'],
  ['warnings', 'what to know before relying on the line, joined by semicolons'],
  ['error', 'why the image could not be read; all else is empty then'],
  ['use', '"research only", in every line'],
];

/** Columns of nuclei.csv beside the measurements: before and behind them. */
const NUCLEI = [
  [['image', 'as in `images.csv`']],
  [
    [
      'cell_area_px2',
      'pixels of the cell that the nucleus lies in, the nucleus among them; where the network outlines cells, and the border cuts none off',
    ],
    ['cell_area_um2', 'the same in µm², where the size of a pixel is known'],
    ['nucleus_to_cell_ratio', "the nucleus' share of them"],
    ['probability CELL', 'of each class of the classifier of single nuclei, 0 to 1'],
    ['unlike', '"yes" where the nucleus is unlike those learned'],
    ['share of METHOD-LAYER', 'share of that activation map which lies on the nucleus'],
    ['use', '"research only"'],
  ],
];

/**
 * The text of the page.
 * @param measurements `MEASUREMENT_COLUMNS` of the imaging package
 */
export function tablesPage(measurements) {
  const measured = measurements.map(({ csv, unit, description }) => [
    csv,
    unit === '' ? description : `${description}, ${unit}`,
  ]);
  return `# What the tables hold

Written by \`scripts/tables-page.mjs\`. Do not edit.

\`images.csv\` has a line an image, \`nuclei.csv\` a line a nucleus; of a slide the latter is \`nuclei.csv.gz\`. They are UTF-8 with commas and a line
of headings. Numbers have a point and all their digits. Pixels are counted from the photograph's upper left corner, x to the right, y down, and a pixel's centre has whole
numbers. Text that a spreadsheet would take for a formula (it begins with =, +, - or @) has an apostrophe before it here, and not in
\`results.json\`. CLASS stands for each class of the classifier of images, CELL for each of that of single nuclei; without them, their columns are not
there.

## images.csv

${table(IMAGES)}

## nuclei.csv

Definitions are those of scikit-image's \`regionprops\` where it has the property. What is in µm is empty where no pixel size was given
(\`--um-per-pixel\`).

${table([...NUCLEI[0], ...measured, ...NUCLEI[1]])}
`;
}

function table(rows) {
  return `| column | what |
| --- | --- |
${rows.map(([name, what]) => `| \`${name}\` | ${what[0].toUpperCase()}${what.slice(1)} |`).join('\n')}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { MEASUREMENT_COLUMNS } = await import('../packages/imaging/dist/index.js');
  await writeFile(page, tablesPage(MEASUREMENT_COLUMNS));
}
