import { join } from 'node:path';
import { RunError, writeWhole } from '@leukolens/batch';
import { SOFTWARE } from '@leukolens/cad';
import {
  classifiedItems,
  crossvalShortcuts,
  imageReading,
  openDataset,
  withoutScaleBarOf,
} from '@leukolens/study';
import { z } from 'zod';
import { command } from '../command.ts';
import {
  chosenMethod,
  heededSettings,
  METHOD_NOTE,
  METHOD_OPTIONS,
  rememberingSegmenter,
} from '../method-options.ts';
import { chosenFolds, foldKind, openFolds } from '../open-folds.ts';
import { recordedWords } from '../options-shared.ts';
import { untilInterrupted } from '../stop-on-interrupt.ts';
import { FOLDS_OPTIONS, GUARDED_OPTIONS, TRAINING_OPTIONS } from '../training-options.ts';
import { libraryVersions } from '../versions.ts';

const { only } = FOLDS_OPTIONS;
const { data, seed, threads, work } = TRAINING_OPTIONS;

const options = {
  dataset: {
    flag: '--dataset <name>',
    help: 'a data set whose images have a class',
    schema: z.string('name the data set'),
  },
  data,
  ...METHOD_OPTIONS,
  out: {
    flag: '-o, --out <dir>',
    help: 'folder for the results, classification-SET-SHORTCUT.json, and for the folds',
    schema: z.string('the folder for the results is missing'),
  },
  ...GUARDED_OPTIONS,
  only,
  seed,
  threads,
  work,
};

export const crossvalShortcutsCommand = command({
  name: 'crossval shortcuts',
  summary:
    "what a data set's classes can be told by without its cells: stain, slide, corner, number and size of nuclei",
  options,
  notes: [
    METHOD_NOTE,
    'Boosted trees on a handful of numbers an image, trained and tested on the folds of `crossval classifier`: a classifier that is no better\nhas read no cell. Exit code: 0 done, 2 wrong usage, 130 stopped by Ctrl-C.',
  ],
  examples: ['leukolens crossval shortcuts --dataset aria-all --data data/ --guarded -o results'],
  async run(values) {
    const { settings, model } = await chosenMethod(values);
    const { sharpCodec } = await import('@leukolens/imaging/node');
    const reading = imageReading(sharpCodec);
    const kind = foldKind(values);
    const guarded = kind === 'guarded';
    const set = await openDataset(values.dataset, values.data);
    const classes = set.description?.labels.length
      ? set.description.labels
      : [...new Set(set.items.flatMap(({ label }) => label ?? []))].sort();
    if (classes.length < 2) throw new RunError(`${set.name} has no classes to tell apart`);
    const { dataset, folds } = await openFolds(
      values.dataset,
      values.data,
      join(values.out, 'folds'),
      reading,
      { count: values.folds ?? (guarded ? 3 : 10), seed: values.seed ?? 1 },
      { items: (of) => classifiedItems(of, classes), kind },
    );
    return untilInterrupted('the same command begins anew', async (stop) => {
      const results = await crossvalShortcuts({
        dataset,
        folds,
        guarded,
        classes,
        only: chosenFolds(folds.count, { only: values.only }).only,
        seed: values.seed ?? 1,
        reading,
        segmenter: await rememberingSegmenter(settings, model, values),
        segmentation: { method: settings.method, ...heededSettings(settings) },
        prepare: withoutScaleBarOf,
        software: {
          ...SOFTWARE,
          versions: await libraryVersions(),
          command: recordedWords('crossval shortcuts', options, { ...values, model: settings.model?.name }),
        },
        signal: stop.signal,
        onFold: (fold) => stop.say(`fold ${fold} done`),
      });
      for (const [shortcut, result] of results) {
        const file = join(values.out, `classification-${dataset.name}-${shortcut}.json`);
        await writeWhole(file, `${JSON.stringify(result)}\n`);
        const scores = Object.entries(result.scores).map(
          ([condition, { accuracy }]) => `${condition} ${accuracy.toFixed(4)}`,
        );
        process.stdout.write(`${shortcut}: ${scores.join(', ')}\n`);
      }
    });
  },
});
