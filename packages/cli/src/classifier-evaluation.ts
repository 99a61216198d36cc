import { fileReason, openModel, RunError, writeWhole } from '@leukolens/batch';
import { SOFTWARE } from '@leukolens/cad';
import {
  type ClassificationResult,
  type Condition,
  classifiedItems,
  type DatasetItem,
  evaluateClassifier,
  imageReading,
  openDataset,
  type Part,
  readFoldFile,
  withoutScaleBarOf,
} from '@leukolens/study';
import { z } from 'zod';
import { type Options, UsageError, type Values } from './command.ts';
import { MARKED_OPTION, markedItems } from './marked-option.ts';
import { classifierMethod, heededSettings, METHOD_OPTIONS, rememberingSegmenter } from './method-options.ts';
import { number, text } from './option-types.ts';
import { JSON_OPTION, RESULT_SHARD_OPTION, recordedWords } from './options-shared.ts';
import { progress } from './progress.ts';
import { tellUnclassified } from './tell-left-out.ts';
import { FOLDS_OPTIONS, TRAINING_OPTIONS } from './training-options.ts';
import { libraryVersions } from './versions.ts';
import { writeJson } from './write-json.ts';

const { data, threads, work } = TRAINING_OPTIONS;

/** What commands ask for that show a classifier images of known class. */
export const EVALUATION_OPTIONS = {
  dataset: {
    flag: '--dataset <name>',
    help: 'a data set whose images have a class',
    schema: z.string('name the data set'),
  },
  data,
  classifier: {
    flag: '--classifier <name|dir>',
    help: 'the classifier: one that `models` lists, or the folder of one',
    schema: z.string('name the classifier'),
  },
  ...METHOD_OPTIONS,
  marked: MARKED_OPTION,
  folds: text('--folds <file>', 'a file of folds that `crossval` wrote, to look at some of them alone'),
  only: FOLDS_OPTIONS.only,
  seed: number('--seed <n>', 'from which donors and intervals follow, a whole number', z.int(), '1'),
  shard: RESULT_SHARD_OPTION,
  threads,
  work,
  out: text('-o, --out <file>', 'write the result there, as crossval classifier writes it'),
  json: JSON_OPTION,
};

/** A set, and of its images those of the classes and folds that were asked for. */
export async function shownItems(
  values: Pick<Values<typeof EVALUATION_OPTIONS>, 'dataset' | 'data' | 'marked' | 'folds' | 'only'>,
  classes: readonly string[],
): Promise<Part> {
  if ((values.folds === undefined) !== (values.only === undefined)) {
    throw new UsageError('--folds and --only go together');
  }
  const dataset = await openDataset(values.dataset, values.data);
  let items: readonly DatasetItem[] = classifiedItems(dataset, classes);
  tellUnclassified(dataset, classes);
  if (values.folds !== undefined) {
    const { foldOf } = await readFoldFile(values.folds, dataset, { items, guarded: true }).catch(
      (error: unknown) => {
        const reason = fileReason(error);
        throw reason === undefined ? error : new UsageError(`--folds ${values.folds}: ${reason}`);
      },
    );
    items = items.filter(({ id }) => values.only!.includes(foldOf.get(id) ?? -1));
  }
  items = markedItems(dataset, items, values.marked);
  if (items.length === 0) throw new RunError(`${dataset.name} has no image of ${classes.join(', ')}`);
  return { dataset, items };
}

/** Shows a classifier the images of a data set in some states, and says what it makes of them. */
export async function classifierEvaluation(
  command: string,
  options: Options,
  values: Values<typeof EVALUATION_OPTIONS>,
  conditions: readonly Condition[],
): Promise<ClassificationResult> {
  const classifier = await openModel(values.classifier, 'classifier');
  const { sharpCodec } = await import('@leukolens/imaging/node');
  const { nodeRuntime } = await import('@leukolens/engine/node');
  const { name, design } = classifier.description;
  const { settings, model } = await classifierMethod(values, design);
  const { dataset, items } = await shownItems(values, design.classes);
  const swaps = conditions.filter((condition) => condition.endsWith('Swap')).length;
  const others = new Set(items.map(({ label }) => label)).size - 1;
  const line = progress(items.length * (conditions.length - swaps + swaps * others));
  const result = await evaluateClassifier({
    dataset,
    items,
    model: classifier,
    conditions,
    seed: values.seed ?? 1,
    ...(values.shard && { shard: values.shard }),
    runtime: nodeRuntime(values.threads === undefined ? {} : { threads: values.threads }),
    reading: imageReading(sharpCodec),
    segmenter: await rememberingSegmenter(settings, model, values),
    segmentation: { method: settings.method, ...heededSettings(settings) },
    prepare: withoutScaleBarOf,
    software: {
      ...SOFTWARE,
      versions: await libraryVersions(),
      command: recordedWords(command, options, { ...values, classifier: name, model: settings.model?.name }),
    },
    onImage: () => line.step(),
  }).finally(() => line.end());
  if (values.out !== undefined) await writeWhole(values.out, `${JSON.stringify(result)}\n`);
  await writeJson(result, values.json);
  if (values.json !== true) process.stdout.write(summary(result));
  const isWhole = values.folds === undefined && values.marked === undefined;
  if (isWhole && classifier.description.training.data.some((data) => data.name === dataset.name)) {
    process.stderr.write(
      `note: ${name} was trained on ${dataset.name}: these figures say nothing about images that it has not seen (--folds and --only, or --marked, choose such)\n`,
    );
  }
  return result;
}

/** Scores as a table, a line a state. */
function summary({ scores, method, data: { name } }: ClassificationResult): string {
  const lines = Object.entries(scores).map(([condition, found]) => {
    const [low, high] = found.accuracyInterval;
    const share = (value: number | undefined) => (value === undefined ? '-' : value.toFixed(4));
    return [
      condition.padEnd(15),
      `${found.accuracy.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`,
      share(found.macroF1),
      share(found.calibrationError),
      share(found.sets?.coverage),
      found.sets?.meanSize.toFixed(2) ?? '-',
      share(found.flagged),
    ].join('  ');
  });
  const head = [
    'images are'.padEnd(15),
    'accuracy (95 %)         ',
    'F1    ',
    'ECE   ',
    'cover.',
    'size',
    'flagged',
  ];
  return `${method} on ${name}\n${head.join('  ')}\n${lines.join('\n')}\n`;
}
