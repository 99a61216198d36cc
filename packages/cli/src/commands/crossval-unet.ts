import { join } from 'node:path';
import { openModel, RunError, writeWhole } from '@leukolens/batch';
import { ENSEMBLES, type OutlineModel, SOFTWARE } from '@leukolens/cad';
import { encodePng, type ImageCodec, type Mask } from '@leukolens/imaging';
import { counted } from '@leukolens/report';
import {
  crossvalUnet,
  type DatasetItem,
  doneFolds,
  type FoldedSet,
  imageReading,
  isSameRecipe,
  type Recipe,
  recipeSchema,
  type SegmentationResult,
} from '@leukolens/study';
import { z } from 'zod';
import { command } from '../command.ts';
import { requireDistinct } from '../distinct-sets.ts';
import { chosenFolds, openFolds } from '../open-folds.ts';
import { choice, number, text } from '../option-types.ts';
import { RESULT_SHARD_OPTION, recordedWords } from '../options-shared.ts';
import { RECIPE_OPTION, recipeNamed } from '../recipe-option.ts';
import { requireSameShard, savedResult } from '../saved-result.ts';
import { untilInterrupted } from '../stop-on-interrupt.ts';
import { FOLDS_OPTIONS, TRAINING_OPTIONS } from '../training-options.ts';
import { libraryVersions } from '../versions.ts';

const options = {
  ...TRAINING_OPTIONS,
  recipe: RECIPE_OPTION,
  out: {
    flag: '-o, --out <dir>',
    help: 'folder for the results, segmentation-SET-METHOD.json, and for the folds, folds/SET.csv',
    schema: z.string('the folder for the results is missing'),
  },
  from: text(
    '--from <name|dir>',
    'a model to train on from, which must not have seen the sets; its design has to be that of the recipe',
  ),
  name: {
    ...text('--name <method>', "the method's name in tables and file names: small letters, digits, hyphens"),
    schema: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/, 'expected small letters, digits and hyphens')
      .default('unet'),
    shownDefault: 'unet',
  },
  ...FOLDS_OPTIONS,
  shard: RESULT_SHARD_OPTION,
  folds: number(
    '--folds <n>',
    'folds made where there is no file of them yet, 2 to 100',
    z.int().min(2).max(100),
    '10',
  ),
  ensemble: choice(
    '--ensemble <kind>',
    'score the network with the handcrafted method, as one, under the name NAME-KIND; it goes on at the checkpoints of NAME',
    ENSEMBLES,
  ),
  masks: text('--masks <dir>', 'folder for the masks of the scored images, SET/ID.png'),
};

export const crossvalUnetCommand = command({
  name: 'crossval unet',
  summary: 'train U-Nets on all folds of data sets but one, score them on that one, fold by fold',
  options,
  notes: [
    'With several sets one network is trained on all of them, folds aligned, and scored on each. The results grow with every\nfold that is done. Exit code: 0 all folds done, 2 wrong usage, 130 stopped by Ctrl-C (after a checkpoint).',
  ],
  examples: [
    'leukolens crossval unet --dataset cellavision --data data/ -o results',
    'leukolens crossval unet --dataset jtsc --data data/ --recipe paper --name unet-paper --only 0,1,2 -o results --resume',
  ],
  async run(values) {
    const recipe = await recipeNamed(values.recipe, values.dataset);
    const { sharpCodec } = await import('@leukolens/imaging/node');
    const { nodeRuntime } = await import('@leukolens/engine/node');
    const reading = imageReading(sharpCodec);
    const from =
      values.from === undefined ? undefined : await unseenModel(values.from, values.dataset, recipe);
    const seed = values.seed ?? 1;
    const sets: FoldedSet[] = [];
    for (const name of values.dataset) {
      const making = { count: values.folds ?? 10, seed };
      sets.push(await openFolds(name, values.data, join(values.out, 'folds'), reading, making));
      requireDistinct(
        sets.map(({ dataset }) => dataset),
        values.data,
      );
    }
    const method = values.ensemble ? `${values.name}-${values.ensemble}` : values.name;
    const fileOf = (name: string) => join(values.out, `segmentation-${name}-${method}.json`);
    const results = new Map<string, SegmentationResult>();
    for (const { dataset, folds } of sets) {
      const before = await savedResult(fileOf(dataset.name));
      if (before === undefined) continue;
      if (!values.resume)
        throw new RunError(`${fileOf(dataset.name)} is there already: add --resume, or another --name`);
      if (before.crossValidation?.foldsSha256 !== folds.sha256) {
        throw new RunError(`${fileOf(dataset.name)} was made with other folds`);
      }
      if (!isSameRecipe(before.crossValidation.recipe, recipe, recipeSchema)) {
        throw new RunError(`${fileOf(dataset.name)} was made with another recipe: name another with --name`);
      }
      results.set(dataset.name, before);
    }
    const { only, shard } = chosenFolds(sets[0]!.folds.count, values);
    for (const [name, { shard: before }] of results) requireSameShard(fileOf(name), before, shard);
    return untilInterrupted('--resume goes on', async (stop) => {
      await crossvalUnet({
        sets,
        recipe,
        seed,
        only,
        ...(shard && { shard }),
        results,
        method,
        ...(values.ensemble && { ensemble: values.ensemble }),
        reading,
        runtime: nodeRuntime(values.threads === undefined ? {} : { threads: values.threads }),
        work: join(values.work, `${values.name}-${values.dataset.join('-')}`),
        ...(values.masks !== undefined && { onMask: masksTo(values.masks, sharpCodec) }),
        ...(from && { from }),
        software: {
          ...SOFTWARE,
          versions: await libraryVersions(),
          // a model's folder is no part of what was computed: its name is
          command: recordedWords('crossval unet', options, { ...values, from: from?.description.name }),
        },
        signal: stop.signal,
        onEpoch: (fold, { epoch, loss, validation }) =>
          stop.say(
            `fold ${fold}, epoch ${epoch} of ${recipe.epochs}: loss ${loss.toFixed(4)}${validation ? `, IoU of watched images ${validation.iou.toFixed(4)}` : ''}`,
          ),
        onFold: async (now) => {
          for (const [name, result] of now) {
            await writeWhole(fileOf(name), `${JSON.stringify(result, null, 1)}\n`);
            const last = doneFolds(result).length;
            const { iou } = result.meanIgnoringUnmarked ?? result.mean;
            process.stdout.write(`${name}: ${counted(last, 'fold')} done, mean IoU ${iou.toFixed(4)}\n`);
          }
        },
      });
    });
  },
});

/** Writes each mask as FOLDER/SET/ID.png. */
function masksTo(folder: string, codec: ImageCodec) {
  return async (set: string, { id }: DatasetItem, mask: Mask) => {
    await writeWhole(join(folder, set, `${id}.png`), await encodePng(mask, codec));
  };
}

/** A model to start from. @throws RunError where it saw a set that is to be scored, or is of another design */
async function unseenModel(named: string, sets: readonly string[], recipe: Recipe): Promise<OutlineModel> {
  const model = await openModel(named, 'outline');
  const { name, training, design } = model.description;
  const seen = training.data.filter((data) => sets.includes(data.name)).map((data) => data.name);
  if (seen.length > 0)
    throw new RunError(`--from ${named}: ${name} was trained on ${seen.join(', ')}, which is to be scored`);
  if (JSON.stringify(design) !== JSON.stringify(recipe.design)) {
    throw new RunError(`--from ${named}: the design of ${name} is not that of the recipe`);
  }
  return model;
}
