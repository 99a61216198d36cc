import { join } from 'node:path';
import { openModel, requireNewModel, writeModelFiles, writeWhole } from '@leukolens/batch';
import { writeModel } from '@leukolens/cad';
import { removeCheckpoints } from '@leukolens/engine/checkpoints';
import {
  fineTuningRecipe,
  imageReading,
  modelFigures,
  openDataset,
  type Part,
  readSegmentationResult,
  trainModel,
} from '@leukolens/study';
import { z } from 'zod';
import { command, UsageError } from '../command.ts';
import { requireDistinct } from '../distinct-sets.ts';
import { number, text } from '../option-types.ts';
import { RECIPE_OPTION, recipeNamed } from '../recipe-option.ts';
import { requiredJson } from '../saved-result.ts';
import { untilInterrupted } from '../stop-on-interrupt.ts';
import {
  FIGURES_OPTION,
  MODEL_OUT,
  modelNameOf,
  STORAGE_OPTION,
  TRAINING_OPTIONS,
} from '../training-options.ts';

const options = {
  ...TRAINING_OPTIONS,
  recipe: RECIPE_OPTION,
  out: MODEL_OUT,
  from: text(
    '--from <name|dir>',
    'a model to train on from, with its own design; a few corrected images are enough',
  ),
  epochs: number(
    '--epochs <n>',
    "passes over the images, 1 to 10000, instead of the recipe's",
    z.int().min(1).max(10_000),
  ),
  figures: FIGURES_OPTION,
  storage: STORAGE_OPTION,
};

export const trainUnetCommand = command({
  name: 'train unet',
  summary: 'train a U-Net that outlines nuclei on data sets, or train one on from a model',
  options,
  notes: [
    'A run that was stopped goes on at its last checkpoint when it is called again. Exit code: 0 done, 2 wrong usage, 130\nstopped by Ctrl-C (after a checkpoint).',
  ],
  examples: [
    'leukolens train unet --dataset jtsc,cellavision --data data/ -o models/mine',
    'leukolens train unet --from nuclei --dataset mine --data my-corrected-images/ -o models/mine',
  ],
  async run(values) {
    requireNewModel(values.out);
    const { sharpCodec } = await import('@leukolens/imaging/node');
    const { nodeRuntime } = await import('@leukolens/engine/node');
    if (values.from !== undefined && values.recipe !== undefined) {
      throw new UsageError(
        '--recipe has no effect with --from: a model is trained on by a recipe of its own',
      );
    }
    const from = values.from === undefined ? undefined : await openModel(values.from, 'outline');
    const base = from ? fineTuningRecipe(from.description) : await recipeNamed(values.recipe, values.dataset);
    const recipe = { ...base, ...(values.epochs !== undefined && { epochs: values.epochs }) };
    const figures = modelFigures(
      await Promise.all((values.figures ?? []).map((file) => requiredJson(file, readSegmentationResult))),
    );
    const parts: Part[] = [];
    for (const name of values.dataset) {
      const dataset = await openDataset(name, values.data);
      parts.push({
        dataset,
        items: dataset.items.filter(({ maskPath, split }) => maskPath !== undefined && split !== 'test'),
      });
    }
    requireDistinct(
      parts.map(({ dataset }) => dataset),
      values.data,
    );
    const name = modelNameOf(values.out);
    const work = join(values.work, `model-${name}`);
    return untilInterrupted('the same command goes on', async (stop) => {
      const { description, weights, curve } = await trainModel({
        name,
        parts,
        recipe,
        seed: values.seed ?? 1,
        runtime: nodeRuntime(values.threads === undefined ? {} : { threads: values.threads }),
        reading: imageReading(sharpCodec),
        work,
        ...(from && { from }),
        signal: stop.signal,
        onEpoch: ({ epoch, loss }) => stop.say(`epoch ${epoch} of ${recipe.epochs}: loss ${loss.toFixed(4)}`),
      });
      const files = await writeModel({ ...description, figures }, weights, values.storage ?? 'float16');
      await writeWhole(join(values.out, 'learning-curve.json'), `${JSON.stringify(curve, null, 1)}\n`);
      await writeModelFiles(values.out, files);
      // a run that is done is not gone on from: the next of this name may have more corrected images
      await removeCheckpoints(work);
      process.stderr.write(`model in ${values.out}. Research use only.\n`);
    });
  },
});
