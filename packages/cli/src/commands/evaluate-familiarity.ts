import { basename } from 'node:path';
import { findInputs, openModel, RunError } from '@leukolens/batch';
import { NOTICE, SOFTWARE } from '@leukolens/cad';
import {
  chosenEvenly,
  drawnKinds,
  evaluateFamiliarity,
  type ImageReading,
  imageReading,
  type KindFamiliarity,
  openDataset,
  outOfFocusKind,
  type PictureKind,
  type SetReading,
  setKind,
  swappedKind,
  syntheticKind,
  withoutScaleBarOf,
} from '@leukolens/study';
import { z } from 'zod';
import { EVALUATION_OPTIONS, shownItems } from '../classifier-evaluation.ts';
import { command } from '../command.ts';
import { classifierMethod, heededSettings, METHOD_NOTE, rememberingSegmenter } from '../method-options.ts';
import { number } from '../option-types.ts';
import { recordedWords } from '../options-shared.ts';
import { progress } from '../progress.ts';
import { libraryVersions } from '../versions.ts';
import { writeJson } from '../write-json.ts';

const { shard: _, out: __, ...shared } = EVALUATION_OPTIONS;
const names = z
  .string()
  .transform((given) => given.split(',').filter((name) => name !== ''))
  .optional();

const options = {
  ...shared,
  seed: number('--seed <n>', 'from which donors and drawn pictures follow, a whole number', z.int(), '1'),
  strange: {
    flag: '--strange <folders>',
    help: 'folders of pictures that show no smear, with commas between; each of their folders is a kind',
    schema: names,
  },
  others: {
    flag: '--others <names>',
    help: 'other data sets, with commas between, of which the share flagged is told, whatever it should be',
    schema: names,
  },
  count: number(
    '--count <n>',
    'pictures drawn of each kind, and most that are taken of a kind or of another set, 1 to 100000',
    z.int().min(1).max(100_000),
    '100',
  ),
};

/** How pictures of no kind that a classifier is for are told from those that may be. */
interface Kinds {
  /** What should be flagged. */
  readonly strange: readonly PictureKind[];
  /** What may be flagged or not. */
  readonly others: readonly PictureKind[];
}

export const evaluateFamiliarityCommand = command({
  name: 'evaluate familiarity',
  summary: 'does a classifier know what it does not know? how many pictures of each kind it flags',
  options,
  notes: [
    METHOD_NOTE,
    "The data set's images are what is known: name the folds that the classifier has not seen. Beside the folders given, empty fields, noise,\ntextures and images out of focus should be flagged; of images in other stains, on other slides, of other sets and of synthetic smears it is\ntold how many are. AUROC is the probability that such a picture scores as less known than a known one. A classifier of single nuclei is shown the nucleus nearest\nto the middle. Exit code: 0 done, 2 wrong usage.",
  ],
  examples: [
    'leukolens evaluate familiarity --dataset aria-all --data data/ --classifier stages --folds folds/aria-all-guarded.csv --only 2 --strange photos/ --others pbc,bloodseg',
  ],
  async run(values) {
    const { description } = await openModel(values.classifier, 'classifier');
    const { name, design, familiarity } = description;
    const { settings, model } = await classifierMethod(values, design);
    if (familiarity === undefined) {
      throw new RunError(
        `${name} flags nothing: it was trained without images held back (--calibrate) to settle what it knows`,
      );
    }
    const { sharpCodec } = await import('@leukolens/imaging/node');
    const reading: SetReading = { reading: imageReading(sharpCodec), prepare: withoutScaleBarOf };
    const { dataset, items } = await shownItems(values, design.classes);
    const [count, seed] = [values.count ?? 100, values.seed ?? 1];
    const some = chosenEvenly(items, count);
    const kinds: Kinds = {
      strange: [
        ...drawnKinds(count, seed),
        outOfFocusKind(dataset, some, reading),
        ...(await folderKinds(values.strange ?? [], count, reading.reading)),
      ],
      others: [
        ...(new Set(items.map(({ label }) => label)).size > 1
          ? [
              swappedKind('stain swap', 'stainSwap', dataset, items, reading, { count, seed }),
              swappedKind('background swap', 'backgroundSwap', dataset, items, reading, { count, seed }),
            ]
          : []),
        syntheticKind(count, seed),
        ...(await Promise.all(
          (values.others ?? []).map(async (other) => {
            const set = await openDataset(other, values.data);
            return setKind(other, set, chosenEvenly(set.items, count), reading);
          }),
        )),
      ],
    };
    const line = progress(items.length + count * (kinds.strange.length + kinds.others.length), 'pictures');
    const found = await evaluateFamiliarity({
      familiarity,
      design,
      segmenter: await rememberingSegmenter(settings, model, values),
      known: setKind(`${dataset.name}, as it is`, dataset, items, reading),
      kinds: [...kinds.strange, ...kinds.others],
      onPicture: () => line.step(),
    }).finally(() => line.end());
    const [known, ...rest] = found;
    const parts = {
      known: known!,
      strange: rest.slice(0, kinds.strange.length),
      others: rest.slice(kinds.strange.length),
    };
    await writeJson(
      {
        software: {
          ...SOFTWARE,
          versions: await libraryVersions(),
          command: recordedWords('evaluate familiarity', options, {
            ...values,
            classifier: name,
            model: settings.model?.name,
            strange: values.strange?.map((folder) => basename(folder)),
          }),
        },
        notice: NOTICE,
        classifier: { name, weights: description.weights.sha256 },
        segmentation: { method: settings.method, ...heededSettings(settings) },
        seed,
        ...parts,
      },
      values.json,
    );
    if (values.json !== true) process.stdout.write(inWords(parts));
    return 0;
  },
});

/** The images of folders, a kind for each folder in them; images that lie in none are of the kind of the folder given. */
async function folderKinds(
  folders: readonly string[],
  count: number,
  reading: ImageReading,
): Promise<PictureKind[]> {
  const kinds = new Map<string, string[]>();
  for (const folder of folders) {
    const { found } = await findInputs([folder]);
    if (found.length === 0) throw new RunError(`--strange ${folder}: no image is in it`);
    for (const { name, path } of found) {
      const kind = name.includes('/') ? name.split('/')[0]! : basename(folder);
      kinds.set(kind, [...(kinds.get(kind) ?? []), path]);
    }
  }
  return [...kinds].map(([name, paths]) => ({
    name,
    pictures: readAll(chosenEvenly(paths, count), reading),
  }));
}

async function* readAll(paths: readonly string[], reading: ImageReading) {
  for (const path of paths) yield await reading.image(path);
}

function inWords(parts: {
  readonly known: KindFamiliarity;
  readonly strange: readonly KindFamiliarity[];
  readonly others: readonly KindFamiliarity[];
}): string {
  const row = ({ kind, images, flagged, auroc, mostUnusual }: KindFamiliarity) => {
    const [low, high] = flagged.interval;
    return [
      kind.padEnd(22),
      String(images).padStart(6),
      `${flagged.share.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`,
      auroc.toFixed(3),
      mostUnusual,
    ].join('  ');
  };
  const head = ['pictures'.padEnd(22), 'number', 'flagged (95 %)        ', 'AUROC', 'most unusual'].join(
    '  ',
  );
  return [
    head,
    row(parts.known),
    'to be flagged:',
    ...parts.strange.map(row),
    'whatever it should be:',
    ...parts.others.map(row),
    NOTICE,
    '',
  ].join('\n');
}
