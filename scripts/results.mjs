/**
 * docs/results/README.md and the learning curves in docs/results/figures from the result files beside the page:
 * `npm run results` after adding or renewing one.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { learningCurves } from '../packages/report/dist/figures/index.js';
import { readSegmentationResult, resultFile, resultsPage } from '../packages/study/dist/index.js';
import { figuresOf } from './results/figures-of.mjs';

const folder = new URL('../docs/results/', import.meta.url);
const names = (await readdir(folder)).filter((name) => /^segmentation-.*\.json$/.test(name)).sort();
const files = await Promise.all(
  names.map(async (name) =>
    resultFile(name, readSegmentationResult(JSON.parse(await readFile(new URL(name, folder), 'utf8')))),
  ),
);

const figures = figuresOf(files);
await mkdir(new URL('figures/', folder), { recursive: true });
for (const name of await readdir(new URL('figures/', folder))) {
  if (name.startsWith('learning-curves-')) await rm(new URL(`figures/${name}`, folder)); // of a result that is gone, perhaps
}
for (const { path, curves } of figures) await writeFile(new URL(path, folder), learningCurves(curves));
await writeFile(new URL('README.md', folder), resultsPage(files, figures));
