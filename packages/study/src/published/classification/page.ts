import { NOTICE } from '@leukolens/cad';
import { z } from 'zod';
import type { ClassificationResult } from '../../classifier/result.ts';
import { clusterTable, foldClusters } from '../../clusters/cluster-table.ts';
import { datasets } from '../../datasets/registry.ts';
import { escaped } from '../markdown.ts';
import { type PageFigure, picture } from '../page-figure.ts';
import { faithfulnessTable } from './faithfulness-table.ts';
import { CLASSIFICATION_METHODS, type ClassificationFile } from './methods.ts';
import { accuracyTable, certaintyTable, classTable, selectiveTable } from './state-tables.ts';
import { tableBesidePublished } from './table-beside.ts';

/** The page of what classifiers are worth in Markdown: each set by itself, then the paper's Tables 5 to 7 beside ours. */
export function classificationPage(
  files: readonly ClassificationFile[],
  figures: readonly PageFigure[] = [],
): string {
  const order = ({ method }: ClassificationFile) => CLASSIFICATION_METHODS.indexOf(method);
  const sorted = [...files].sort((a, b) => order(a) - order(b));
  const known = datasets.map(({ name }): string => name);
  const names = [...new Set(files.map(({ result }) => result.data.name))].sort(
    (a, b) => known.indexOf(a) - known.indexOf(b),
  );
  return [
    HEAD,
    ...names.flatMap((name) =>
      section(
        name,
        sorted.filter(({ result }) => result.data.name === name),
        figures.filter(({ dataset }) => dataset === name),
      ),
    ),
    '## Beside the published figures',
    tableBesidePublished(sorted),
  ]
    .join('\n\n')
    .concat('\n');
}

const HEAD = `# Results of classifiers

Made by \`npm run results\` from the files beside this page; each is the output of the command that it names, with \`--data\` and
\`--json\` added. ${NOTICE}

Every test image is shown as it is (clean), blurred, lit otherwise and with noise (noise), and once for each other class in the stain
of one of its images (stain swap) and on the slide of one (background swap): what reads stain or slide instead of cells falls there.
Beside every classifier stand readers of such shortcuts, trained on the same images. Intervals are 95 %, by bootstrap over blocks of
neighbouring images, which are no independent witnesses; folds are not disjoint by patient, since the sets name none. AUROC is the mean
over the classes; ECE the expected calibration error; sets are prediction sets at nominal 98 %; flagged are images unlike those trained
on; the last column is the mean probability of the class where it was named rightly (the paper's Table A3). What is marked refit was
trained once more in the end, on the images that had been held back to calibrate it, too.
[How classifiers are trained and compared](../decisions/0016-classifier-plan.md).`;

function section(
  name: string,
  files: readonly ClassificationFile[],
  figures: readonly PageFigure[],
): string[] {
  const networks = files.filter(({ method }) => !method.shortcut);
  const { classes } = files[0]!.result;
  const clusters = networks
    .filter(({ result }) => result.classes.length > 2)
    .map(({ method, result }) => clusterTable(method.title, result.classes, foldClusters(result)));
  const maps = faithfulnessTable(networks);
  return [
    `## ${escaped(name)}`,
    accuracyTable(files),
    notes(files),
    'How far probabilities, sets and flags are to be believed:',
    certaintyTable(files),
    ...(networks.length > 0
      ? [
          'Accuracy on the images that are left where the least certain are referred to a person:',
          selectiveTable(networks),
        ]
      : []),
    'By class:',
    classTable(files, classes),
    ...(clusters.length > 0 ? ["Clusters of logits (the paper's Table 8):", ...clusters] : []),
    ...(maps ? ['How far maps are to be trusted, means over test images with 95 % intervals:', maps] : []),
    ...figures.map(picture),
  ];
}

function notes(files: readonly ClassificationFile[]): string {
  return files
    .map(({ method: { title, about }, result }) => ({
      title,
      told: [about, networkOf(result)].filter(Boolean),
    }))
    .flatMap(({ title, told }) => (told.length > 0 ? [`- ${title}: ${told.join('; ')}.`] : []))
    .join('\n');
}

const NETWORKS = { resnet18: 'ResNet-18', resnet50: 'ResNet-50' } as const;

/** Of what a network's recipe says, what makes figures comparable; undefined for others. */
function networkOf({ recipe, from }: ClassificationResult): string | undefined {
  const found = z
    .object({
      design: z.object({ network: z.enum(['resnet18', 'resnet50']), side: z.int() }),
      epochs: z.int(),
    })
    .safeParse(recipe).data;
  if (found === undefined) return undefined;
  const { design, epochs } = found;
  const start = from === undefined ? '' : ` from ${escaped(from)}`;
  return `${NETWORKS[design.network]}, pictures of ${design.side} px, ${epochs} epochs${start}`;
}
