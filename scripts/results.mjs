/**
 * docs/results/README.md, docs/results/classification.md and their figures in docs/results/figures from the result files beside the
 * pages: `npm run results` after adding or renewing one.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { learningCurves } from '../packages/report/dist/figures/index.js';
import {
  classificationFile,
  classificationPage,
  readClassificationResult,
  readSegmentationResult,
  resultFile,
  resultsPage,
} from '../packages/study/dist/index.js';
import { classificationFigures } from './results/classification-figures.mjs';
import { figuresOf } from './results/figures-of.mjs';

const folder = new URL('../docs/results/', import.meta.url);
/** Every result of a kind, with what its name says. */
async function resultsOf(kind, read) {
  const names = (await readdir(folder)).filter(
    (name) => name.startsWith(`${kind}-`) && name.endsWith('.json'),
  );
  return Promise.all(
    names.sort().map(async (name) => read(name, JSON.parse(await readFile(new URL(name, folder), 'utf8')))),
  );
}

const outlines = await resultsOf('segmentation', (name, json) =>
  resultFile(name, readSegmentationResult(json)),
);
const classes = await resultsOf('classification', (name, json) =>
  classificationFile(name, readClassificationResult(json)),
);

await mkdir(new URL('figures/', folder), { recursive: true });
for (const name of await readdir(new URL('figures/', folder))) {
  // of a result that is gone, perhaps
  if (/^(learning-curves|selective|clusters)-/.test(name)) await rm(new URL(`figures/${name}`, folder));
}
const curves = figuresOf(outlines);
for (const { path, curves: drawn } of curves) await writeFile(new URL(path, folder), learningCurves(drawn));
const figures = classificationFigures(classes);
for (const { path, svg } of figures) await writeFile(new URL(path, folder), svg);
await writeFile(new URL('README.md', folder), resultsPage(outlines, curves));
await writeFile(new URL('classification.md', folder), classificationPage(classes, figures));
