/** docs/results/README.md from the result files beside it: `npm run results` after adding or renewing one. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { readSegmentationResult, tablesBeside } from '../packages/study/dist/index.js';

const folder = new URL('../docs/results/', import.meta.url);
const files = (await readdir(folder)).filter((name) => /^segmentation-.*\.json$/.test(name)).sort();
const results = await Promise.all(
  files.map(async (name) =>
    readSegmentationResult(JSON.parse(await readFile(new URL(name, folder), 'utf8'))),
  ),
);

const interval = ([low, high]) => `${low.toFixed(4)} to ${high.toFixed(4)}`;
const overview = results.map(
  ({ data, method, perImage, mean, interval: intervals, pooled }) =>
    `| ${data.name} | ${method} | ${perImage.length} | ${mean.iou.toFixed(4)} | ${interval(intervals.iou)} | ${mean.dice.toFixed(4)} | ${pooled.iou.toFixed(4)} |`,
);
const hands = results
  .filter(({ otherAnnotator }) => otherAnnotator)
  .map(
    ({ data, method, otherAnnotator, betweenAnnotators }) =>
      `| ${data.name} | ${method} | ${otherAnnotator.mean.iou.toFixed(4)} | ${betweenAnnotators.mean.iou.toFixed(4)} |`,
  );
const sets = [...new Set(results.map(({ data }) => data.name))].map(
  (name) => `## ${name}\n\n${tablesBeside(...results.filter(({ data }) => data.name === name)).markdown}`,
);

await writeFile(
  new URL('README.md', folder),
  `# Results

Made by \`npm run results\` from the files beside this one; each is the output of the command that it names, with
\`--data\` and \`--json\` added. Research use only.

Means over images against the truth as given, with 95 % intervals from 10,000 bootstrap resamples of the images; pooled over
all pixels.

| data set | method | images | IoU | 95 % interval | Dice | IoU, pooled |
| --- | --- | --- | --- | --- | --- | --- |
${overview.join('\n')}

Where a second person marked the same images:

| data set | method | IoU against the second | IoU between the two |
| --- | --- | --- | --- |
${hands.join('\n')}

${sets.join('\n\n')}
`,
);
