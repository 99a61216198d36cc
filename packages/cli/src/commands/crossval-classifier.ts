import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openModel, RunError, writeModelFiles, writeWhole } from '@leukolens/batch';
import { SOFTWARE, writeModel } from '@leukolens/cad';
import { counted } from '@leukolens/report';
import {
  type ClassificationResult,
  type ClassifierRecipe,
  CONDITIONS,
  type Condition,
  classifiedItems,
  classifierRecipeSchema,
  crossvalClassifier,
  datasetDigest,
  foldModel,
  imageReading,
  isSameRecipe,
  readClassificationResult,
  withoutScaleBarOf,
} from '@leukolens/study';
import { z } from 'zod';
import { command, UsageError } from '../command.ts';
import {
  classifierMethod,
  heededSettings,
  METHOD_NOTE,
  METHOD_OPTIONS,
  rememberingSegmenter,
} from '../method-options.ts';
import { chosenFolds, foldKind, openFolds } from '../open-folds.ts';
import { choices, number, text } from '../option-types.ts';
import { RESULT_SHARD_OPTION, recordedWords } from '../options-shared.ts';
import { CLASSIFIER_RECIPE_OPTION, classifierRecipe } from '../recipe-option.ts';
import {
  type AskedOfAny,
  commonDifferences,
  requireSame,
  requireSameShard,
  savedJson,
} from '../saved-result.ts';
import { untilInterrupted } from '../stop-on-interrupt.ts';
import { tellUnclassified } from '../tell-left-out.ts';
import { FOLDS_OPTIONS, GUARDED_OPTIONS, REFIT_OPTION, TRAINING_OPTIONS } from '../training-options.ts';
import { epochWords, tellingOutlined } from '../training-words.ts';
import { libraryVersions } from '../versions.ts';

const options = {
  ...TRAINING_OPTIONS,
  dataset: {
    flag: '--dataset <name>',
    help: 'a data set whose images have a class',
    schema: z.string('name the data set'),
  },
  ...METHOD_OPTIONS,
  recipe: CLASSIFIER_RECIPE_OPTION,
  out: {
    flag: '-o, --out <dir>',
    help: 'folder for the result, classification-SET-NAME.json, and for the folds',
    schema: z.string('the folder for the results is missing'),
  },
  name: {
    ...text('--name <method>', "the result's name in tables and file names: small letters, digits, hyphens"),
    schema: z
      .string("name the result, such as the recipe's variant")
      .regex(/^[a-z0-9-]{1,40}$/, 'expected small letters, digits and hyphens'),
  },
  from: text('--from <name|dir>', 'a classifier to train on from; a layer of another shape begins anew'),
  explained: number(
    '--explained <n>',
    'test images of each fold whose maps are measured in the end, 0 to 10000',
    z.int().min(0).max(10_000),
    '0',
  ),
  models: text('--models <dir>', "keep each fold's network as a model, in a folder NAME-fold-N of this one"),
  ...GUARDED_OPTIONS,
  refit: REFIT_OPTION,
  first: text(
    '--first <name|dir>',
    'with --refit and one fold: the model that --models kept of it, instead of training its first network again',
  ),
  conditions: choices('--conditions <names>', 'in which states test images are shown', CONDITIONS),
  ...FOLDS_OPTIONS,
  shard: RESULT_SHARD_OPTION,
};

export const crossvalClassifierCommand = command({
  name: 'crossval classifier',
  summary:
    'train classifiers on all folds of a data set but one; test on that one as it is, disturbed, in other stains, on other slides',
  options,
  notes: [
    METHOD_NOTE,
    'Of what may be trained on, images are held back to calibrate. Pictures of aria-all lose the corner with their scale bar. The result\ngrows with every fold that is done. Exit code: 0 all folds done, 2 wrong usage, 130 stopped by Ctrl-C (after a checkpoint).',
  ],
  examples: [
    'leukolens crossval classifier --dataset aria-all --data data/ --recipe recipe.json --name linear-relu --guarded -o results',
    'leukolens crossval classifier --dataset all-idb2 --data data/ --recipe blasts.json --name blasts -o results --resume',
  ],
  async run(values) {
    if (values.first !== undefined && !(values.refit && values.only?.length === 1))
      throw new UsageError('--first is the first network of one fold: it goes with --refit and --only FOLD');
    const recipe = await classifierRecipe(values.recipe, [values.dataset], values.data);
    const { settings, model } = await classifierMethod(values, recipe.design);
    const { sharpCodec } = await import('@leukolens/imaging/node');
    const { nodeRuntime } = await import('@leukolens/engine/node');
    const reading = imageReading(sharpCodec);
    const seed = values.seed ?? 1;
    const kind = foldKind(values);
    const guarded = kind === 'guarded';
    const { dataset, folds } = await openFolds(
      values.dataset,
      values.data,
      join(values.out, 'folds'),
      reading,
      { count: values.folds ?? (guarded ? 3 : 10), seed },
      { items: (set) => classifiedItems(set, recipe.design.classes), kind },
    );
    tellUnclassified(dataset, recipe.design.classes);
    const file = join(values.out, `classification-${dataset.name}-${values.name}.json`);
    const result = await savedJson(file, readClassificationResult);
    if (result && !values.resume)
      throw new RunError(`${file} is there already: add --resume, or another --name`);
    const from = values.from === undefined ? undefined : await openModel(values.from, 'classifier');
    const seen = from?.description.training.data.find(({ name }) => name === dataset.name);
    // another set may have the same name
    if (from && seen?.sha256 === (await datasetDigest(dataset)))
      throw new RunError(
        `--from ${values.from}: ${from.description.name} was trained on ${dataset.name}, which is to be scored`,
      );
    const first = values.first === undefined ? undefined : await openModel(values.first, 'classifier');
    const segmentation = { method: settings.method, ...heededSettings(settings) };
    const start = from?.description.name;
    const { only, shard } = chosenFolds(folds.count, values);
    if (result) {
      requireSameShard(file, result.shard, shard);
      const asked = {
        recipe,
        seed,
        segmentation,
        start,
        refit: values.refit,
        conditions: (values.conditions ?? CONDITIONS) as readonly Condition[],
        dataset,
        dataSha256: await datasetDigest(dataset),
        foldsSha256: folds.sha256,
      };
      requireSame(file, differences(result, asked), 'name another with --name');
    }
    return untilInterrupted('--resume goes on', async (stop) => {
      await crossvalClassifier({
        dataset,
        folds,
        guarded,
        ...(values.refit && { refit: true }),
        ...(first && { first }),
        only,
        ...(shard && { shard }),
        ...(result && { result }),
        recipe,
        seed,
        reading,
        segmenter: await rememberingSegmenter(settings, model, values),
        segmentation,
        runtime: nodeRuntime(values.threads === undefined ? {} : { threads: values.threads }),
        prepare: withoutScaleBarOf,
        ...(values.conditions && { conditions: values.conditions as readonly Condition[] }),
        ...(values.explained !== undefined && { explained: values.explained }),
        ...(from && { from }),
        method: values.name,
        software: {
          ...SOFTWARE,
          versions: await libraryVersions(),
          command: recordedWords('crossval classifier', options, {
            ...values,
            // a model's folder is no part of what was computed: its name is
            model: settings.model?.name,
            from: start,
            first: first?.description.name,
          }),
        },
        work: async (fold) => {
          const folder = join(values.work, `classifier-${values.name}-${dataset.name}`, `fold-${fold}`);
          await mkdir(folder, { recursive: true });
          return folder;
        },
        signal: stop.signal,
        onOutlined: tellingOutlined(stop.say),
        onEpoch: (fold, record, refit) =>
          stop.say(`fold ${fold}, ${epochWords(record, recipe.epochs, refit)}`),
        onFold: async ({ result: now, alone, done }) => {
          if (values.models !== undefined) {
            const name = `${values.name}-fold-${alone.done[0]!.fold}`;
            const files = await writeModel(
              foldModel(name, dataset, done, alone, from?.description),
              done.weights,
              'float16',
            );
            await writeModelFiles(join(values.models, name), files);
          }
          // last: a fold that the result holds is not done again, and its model has to be there by then
          await writeWhole(file, `${JSON.stringify(now)}\n`);
          process.stdout.write(`${counted(now.done.length, 'fold')} done: ${inWords(now)}\n`);
        },
      });
    });
  },
});

/** What a result has to have been made with, to be added to. */
interface Asked extends AskedOfAny {
  readonly recipe: ClassifierRecipe;
  /** Name of the model that training begins with. */
  readonly start: string | undefined;
  /** In which states test images are shown. */
  readonly conditions: readonly Condition[];
}

/** In what a result may differ from what is asked for, and whether it does. */
function differences(
  result: ClassificationResult,
  asked: Asked,
): (readonly [what: string, differs: boolean])[] {
  const shown = [...new Set(result.perImage.map(({ condition }) => condition))];
  return [
    ...commonDifferences(result, asked),
    ['another recipe', !isSameRecipe(result.recipe, asked.recipe, classifierRecipeSchema)],
    ['another start', result.from !== asked.start],
    [
      `--conditions ${shown.join(',')}`,
      shown.some((each) => !asked.conditions.includes(each)) ||
        // of folds with one class there are no swaps
        asked.conditions.some((each) => !each.endsWith('Swap') && !shown.includes(each)),
    ],
  ];
}

function inWords({ scores }: ClassificationResult): string {
  return Object.entries(scores)
    .map(
      ([condition, { accuracy, macroF1 }]) =>
        `${condition} ${accuracy.toFixed(4)} (F1 ${macroF1.toFixed(4)})`,
    )
    .join(', ');
}
