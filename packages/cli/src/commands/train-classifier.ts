import { join } from 'node:path';
import { openModel, requireNewModel, writeModelFiles, writeWhole } from '@leukolens/batch';
import { writeModel } from '@leukolens/cad';
import { removeCheckpoints } from '@leukolens/engine/checkpoints';
import {
  classifiedItems,
  crossvalidatedFigures,
  imageReading,
  openDataset,
  type Part,
  readClassificationResult,
  trainClassifierModel,
  withoutScaleBarOf,
} from '@leukolens/study';
import { z } from 'zod';
import { command, UsageError } from '../command.ts';
import { requireDistinct } from '../distinct-sets.ts';
import { classifierMethod, METHOD_NOTE, METHOD_OPTIONS, rememberingSegmenter } from '../method-options.ts';
import { number, text } from '../option-types.ts';
import { CLASSIFIER_RECIPE_OPTION, classifierRecipe } from '../recipe-option.ts';
import { requiredJson } from '../saved-result.ts';
import { untilInterrupted } from '../stop-on-interrupt.ts';
import { tellUnclassified } from '../tell-left-out.ts';
import {
  FIGURES_OPTION,
  MODEL_OUT,
  modelNameOf,
  REFIT_OPTION,
  STORAGE_OPTION,
  TRAINING_OPTIONS,
} from '../training-options.ts';
import { epochWords, tellingOutlined } from '../training-words.ts';

const options = {
  ...TRAINING_OPTIONS,
  ...METHOD_OPTIONS,
  recipe: CLASSIFIER_RECIPE_OPTION,
  out: MODEL_OUT,
  from: text('--from <name|dir>', 'a classifier to train on from; a layer of another shape begins anew'),
  calibrate: number(
    '--calibrate <share>',
    'share of the images that is not trained on, to settle how sure the probabilities are, prediction sets and flags, 0 to 0.5',
    z.number().min(0).max(0.5),
    '0.1',
  ),
  refit: REFIT_OPTION,
  figures: FIGURES_OPTION,
  storage: STORAGE_OPTION,
};

export const trainClassifierCommand = command({
  name: 'train classifier',
  summary: 'train a network that tells classes of images by their nuclei, or train one on from a model',
  options,
  notes: [
    METHOD_NOTE,
    'A run that was stopped goes on at its last checkpoint when it is called again. How good such a classifier is, `crossval\nclassifier` tells. Exit code: 0 done, 2 wrong usage, 130 stopped by Ctrl-C (after a checkpoint).',
  ],
  examples: [
    'leukolens train classifier --dataset mine --data my-smears/ --recipe stages --from stages -o models/mine',
    'leukolens train classifier --dataset pbc --data data/ --recipe cells.json -o models/cells',
  ],
  async run(values) {
    if (values.refit && values.calibrate === 0)
      throw new UsageError(
        '--refit trains once more on what was held back: --calibrate 0 holds nothing back',
      );
    requireNewModel(values.out);
    const { sharpCodec } = await import('@leukolens/imaging/node');
    const { nodeRuntime } = await import('@leukolens/engine/node');
    const recipe = await classifierRecipe(values.recipe, values.dataset, values.data);
    const { settings, model } = await classifierMethod(values, recipe.design);
    const from = values.from === undefined ? undefined : await openModel(values.from, 'classifier');
    const results = await Promise.all(
      (values.figures ?? []).map((file) => requiredJson(file, readClassificationResult)),
    );
    const figures = results.flatMap((result) => crossvalidatedFigures(result, recipe.design.classes));
    const parts: Part[] = [];
    for (const name of values.dataset) {
      const dataset = await openDataset(name, values.data);
      const items = classifiedItems(dataset, recipe.design.classes);
      tellUnclassified(dataset, recipe.design.classes);
      parts.push({ dataset, items: items.filter(({ split }) => split !== 'test') });
    }
    requireDistinct(
      parts.map(({ dataset }) => dataset),
      values.data,
    );
    const name = modelNameOf(values.out);
    const work = join(values.work, `classifier-${name}`);
    return untilInterrupted('the same command goes on', async (stop) => {
      const { description, weights, curve } = await trainClassifierModel({
        name,
        parts,
        recipe,
        seed: values.seed ?? 1,
        calibration: values.calibrate ?? 0.1,
        ...(values.refit && { refit: true }),
        runtime: nodeRuntime(values.threads === undefined ? {} : { threads: values.threads }),
        reading: imageReading(sharpCodec),
        segmenter: await rememberingSegmenter(settings, model, values),
        prepare: withoutScaleBarOf,
        checkpoints: work,
        ...(from && { from }),
        signal: stop.signal,
        onOutlined: tellingOutlined(stop.say),
        onEpoch: (record, refit) => stop.say(epochWords(record, recipe.epochs, refit)),
      });
      const files = await writeModel({ ...description, figures }, weights, values.storage ?? 'float16');
      await writeWhole(join(values.out, 'learning-curve.json'), `${JSON.stringify(curve, null, 1)}\n`);
      await writeModelFiles(values.out, files);
      await removeCheckpoints(work);
      process.stderr.write(`model in ${values.out}. Research use only.\n`);
    });
  },
});
