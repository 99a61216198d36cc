import { basename, join } from 'node:path';
import { RunError, writeWhole } from '@leukolens/batch';
import { type ClusterSpace, NOTICE, placeCase, type Results, resultsSchema, SOFTWARE } from '@leukolens/cad';
import {
  type ClassificationResult,
  clusterTable,
  type FoldClusters,
  foldClusters,
  readClassificationResult,
} from '@leukolens/study';
import { z } from 'zod';
import { command, UsageError } from '../command.ts';
import { text } from '../option-types.ts';
import { JSON_OPTION } from '../options-shared.ts';
import { requiredJson } from '../saved-result.ts';
import { writeJson } from '../write-json.ts';

const STATE_WORDS = { clean: 'Images as they are', noise: 'Images disturbed' } as const;

export const clusters = command({
  name: 'clusters',
  summary: 'how far apart a classifier keeps its classes: Table 8 and Figure 7, of crossval classifier',
  positional: { name: 'results', help: 'JSON files of crossval classifier', required: true },
  options: {
    out: {
      flag: '-o, --out <dir>',
      help: 'folder for the figures, clusters-RESULT-fold-N.svg',
      schema: z.string().optional(),
    },
    place: text(
      '--place <file>',
      'results.json of classify, explain or analyze, whose images are shown as new cases',
    ),
    json: JSON_OPTION,
  },
  notes: [
    'Logits of test images, in the plane of their first two principal components; a fold has a network and so a plane of its own.\nThe ratio is 3 times the sum of the distances over the root of the summed squares of the SDs, as in the paper.\n--place takes images that the network of a fold has classified, as crossval classifier --models keeps it; it shows in the figure of that fold.\nExit code: 0 all well, 2 wrong usage.',
  ],
  examples: [
    'leukolens clusters classification-aria-all-linear-relu.json -o figures',
    'leukolens clusters classification-mine-resnet.json --place results/results.json -o figures',
  ],
  async run({ out, place, json }, files) {
    if (place !== undefined && (files.length !== 1 || out === undefined)) {
      throw new UsageError('--place takes one result and a folder for the figures (-o)');
    }
    const placed =
      place === undefined ? undefined : await requiredJson(place, (found) => resultsSchema.parse(found));
    const tables: string[] = [];
    const listed: unknown[] = [];
    for (const file of files) {
      const result = await requiredJson(file, readClassificationResult);
      const folds = foldClusters(result);
      if (folds.length === 0) throw new RunError(`${file} has no test image to look at`);
      tables.push(clusterTable(result.method, result.classes, folds));
      listed.push({
        file: basename(file),
        method: result.method,
        classes: result.classes,
        folds: folds.map(({ cases: _, ...fold }) => fold),
      });
      const names = result.done.map(({ fold }) => `${result.method}-fold-${fold}`);
      if (placed && !placed.models.some(({ name }) => names.includes(name))) {
        throw new RunError(
          `--place: ${place} was made by ${placed.models.map(({ name }) => name).join(', ') || 'no network'}; expected a network of the result: ${names.join(', ')}`,
        );
      }
      if (out !== undefined) {
        for (const { fold } of result.done) {
          const path = join(out, `clusters-${basename(file, '.json')}-fold-${fold}.svg`);
          await writeWhole(path, await figure(result, fold, folds, placed));
          process.stderr.write(`${path}\n`);
        }
      }
    }
    await writeJson({ software: SOFTWARE, notice: NOTICE, results: listed }, json);
    if (json !== true) process.stdout.write(`${tables.join('\n\n')}\n\n${NOTICE}\n`);
    return 0;
  },
});

async function figure(
  { method, data, classes }: ClassificationResult,
  fold: number,
  folds: readonly FoldClusters[],
  placed: Results | undefined,
): Promise<string> {
  const { clusterPlot } = await import('@leukolens/report/figures');
  // every fold has a network, and so a plane, of its own
  const own = placed?.models.some(({ name }) => name === `${method}-fold-${fold}`) ? placed : undefined;
  const shown = folds.filter((each) => each.fold === fold);
  return clusterPlot({
    title: `Clusters of ${method} on ${data.name}, fold ${fold}`,
    subtitle: `${shown[0]?.cases.length ?? 0} images that the network was not trained on; logits in their main plane`,
    classes,
    panels: shown.map(({ condition, cases, space }) => ({
      title: STATE_WORDS[condition as keyof typeof STATE_WORDS],
      cases,
      clusters: space.clusters,
      ...(own && { placed: newCases(own, space) }),
    })),
  });
}

function newCases({ results }: Results, space: ClusterSpace) {
  return results.flatMap(({ image, classification }) => {
    if (classification === null) return [];
    if (classification.logits.length !== space.mean.length) {
      throw new RunError(
        `--place: ${image} has ${classification.logits.length} logits; the result has ${space.mean.length} classes`,
      );
    }
    const { x, y } = placeCase(space, classification.logits);
    return [{ name: image, x, y }];
  });
}
