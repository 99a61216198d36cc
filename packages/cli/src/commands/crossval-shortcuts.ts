import { join } from 'node:path';
import { RunError, writeWhole } from '@leukolens/batch';
import { SOFTWARE } from '@leukolens/cad';
import {
  type ClassificationResult,
  classifiedItems,
  crossvalShortcuts,
  datasetDigest,
  imageReading,
  openDataset,
  readClassificationResult,
  SHORTCUTS,
  type Shortcut,
  type ShortcutResults,
  shortcutMethod,
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
import { toggle } from '../option-types.ts';
import { recordedWords } from '../options-shared.ts';
import { commonDifferences, requireSame, savedJson } from '../saved-result.ts';
import { untilInterrupted } from '../stop-on-interrupt.ts';
import { FOLDS_OPTIONS, GUARDED_OPTIONS, REFIT_OPTION, TRAINING_OPTIONS } from '../training-options.ts';
import { libraryVersions } from '../versions.ts';

const { only } = FOLDS_OPTIONS;
const resume = toggle('--resume', 'go on: folds that the results hold are left');
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
    help: 'folder for the results, classification-SET-SHORTCUT.json (SHORTCUT-refit), and for the folds',
    schema: z.string('the folder for the results is missing'),
  },
  ...GUARDED_OPTIONS,
  refit: REFIT_OPTION,
  only,
  resume,
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
    'Boosted trees on a handful of numbers an image, trained and tested on the folds of `crossval classifier`: a classifier that is no better\nhas read no cell. The results grow with every fold that is done. Exit code: 0 done, 2 wrong usage, 130 stopped by Ctrl-C.',
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
    const seed = values.seed ?? 1;
    const segmentation = { method: settings.method, ...heededSettings(settings) };
    const fileOf = (shortcut: Shortcut) =>
      join(values.out, `classification-${dataset.name}-${shortcutMethod(shortcut, values.refit)}.json`);
    const dataSha256 = await datasetDigest(dataset);
    const saved = new Map<Shortcut, ClassificationResult>();
    for (const shortcut of Object.keys(SHORTCUTS) as Shortcut[]) {
      const file = fileOf(shortcut);
      const result = await savedJson(file, readClassificationResult);
      if (result === undefined) continue;
      if (!values.resume)
        throw new RunError(`${file} is there already: add --resume, or name another folder`);
      const asked = {
        seed,
        segmentation,
        refit: values.refit,
        dataset,
        dataSha256,
        foldsSha256: folds.sha256,
      };
      requireSame(file, commonDifferences(result, asked), 'name another folder');
      saved.set(shortcut, result);
    }
    let results: ShortcutResults = saved;
    return untilInterrupted('--resume goes on', async (stop) => {
      await crossvalShortcuts({
        dataset,
        folds,
        guarded,
        ...(values.refit && { refit: true }),
        classes,
        only: chosenFolds(folds.count, { only: values.only }).only,
        results,
        seed,
        reading,
        segmenter: await rememberingSegmenter(settings, model, values),
        segmentation,
        prepare: withoutScaleBarOf,
        software: {
          ...SOFTWARE,
          versions: await libraryVersions(),
          command: recordedWords('crossval shortcuts', options, { ...values, model: settings.model?.name }),
        },
        signal: stop.signal,
        onFold: async (fold, now) => {
          stop.say(`fold ${fold} done`);
          results = now;
          for (const [shortcut, result] of now) {
            await writeWhole(fileOf(shortcut), `${JSON.stringify(result)}\n`);
          }
        },
      });
      for (const [shortcut, { scores }] of results) {
        const words = Object.entries(scores).map(
          ([condition, { accuracy }]) => `${condition} ${accuracy.toFixed(4)}`,
        );
        process.stdout.write(`${shortcut}: ${words.join(', ')}\n`);
      }
    });
  },
});
