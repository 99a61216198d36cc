import { nodeRuntime } from '@leukolens/engine/node';
import { describe, expect, test } from 'vitest';
import { temporaryTree } from '../datasets/testing/temporary-tree.ts';
import { knownLogits } from './known-logits.ts';
import { shapeSamples, smallClassifierRecipe } from './testing/coloured-samples.ts';
import { type ClassifierTraining, trainClassifier } from './train.ts';

const runtime = nodeRuntime({ threads: 1 });
const samples = shapeSamples([0, 1, 2, 3, 4, 5, 6, 7]);
const watched = shapeSamples([8, 9]);

const training = (changes: Partial<ClassifierTraining> = {}): ClassifierTraining => ({
  samples,
  watched,
  recipe: smallClassifierRecipe({
    averageDecay: 0.5,
    augmentation: { flips: 0.5, donors: 0.5, maskJitter: 1, shift: 0.1, noise: 0.5 },
  }),
  seed: 1,
  runtime,
  ...changes,
});

describe('trainClassifier', () => {
  test('two runs of one seed are equal to the last bit, another seed is another run', async () => {
    const first = await trainClassifier(training());
    expect(await trainClassifier(training())).toEqual(first);
    expect((await trainClassifier(training({ seed: 2 }))).weights).not.toEqual(first.weights);
  });

  test('what is watched is not trained on, and has loss and accuracy', async () => {
    const { weights, curve } = await trainClassifier(training());
    expect((await trainClassifier(training({ watched: [] }))).weights).toEqual(weights);
    for (const { validation } of curve) {
      expect(validation!.loss).toBeGreaterThan(0);
      expect([0, 0.5, 1]).toContain(validation!.accuracy);
    }
  });

  test('a run that was stopped ends as one that was not; checkpoints of another are refused', async () => {
    const whole = await trainClassifier(training());
    const checkpoints = await temporaryTree([]);
    const stop = AbortSignal.abort(new Error('stopped'));
    await expect(trainClassifier(training({ checkpoints, signal: stop }))).rejects.toThrow('stopped');
    await expect(trainClassifier(training({ checkpoints, seed: 2 }))).rejects.toThrow(
      `the checkpoints in ${checkpoints} are of a run with another recipe`,
    );
    // of another network, too, whose weights do not fit
    const { recipe } = training();
    const wider = { ...recipe, design: { ...recipe.design, narrowing: recipe.design.narrowing / 2 } };
    await expect(trainClassifier(training({ checkpoints, recipe: wider }))).rejects.toThrow('another recipe');
    expect(await trainClassifier(training({ checkpoints }))).toEqual(whole);
  }, 90_000);
});

test('a small network learns shapes by the nuclei alone, and says the same of samples in any order', async () => {
  const recipe = smallClassifierRecipe({
    epochs: 12,
    learningRate: 0.02,
    averageDecay: 0.8,
    augmentation: { flips: 0.5, shift: 0.1, stain: 0.05 },
  });
  const { weights } = await trainClassifier({
    samples: shapeSamples(Array.from({ length: 24 }, (_, i) => i)),
    recipe,
    seed: 1,
    runtime,
  });
  const unseen = shapeSamples([100, 101, 102, 103, 104, 105, 106, 107, 108, 109]);
  const known = await knownLogits(recipe, weights, unseen, runtime);
  const right = known.filter(({ label, logits }) => logits.indexOf(Math.max(...logits)) === label);
  expect(right.length).toBeGreaterThanOrEqual(9);
  const backwards = await knownLogits(recipe, weights, unseen.toReversed(), runtime);
  backwards.toReversed().forEach(({ logits }, i) => {
    logits.forEach((logit, k) => {
      expect(logit).toBeCloseTo(known[i]!.logits[k]!, 5);
    });
  });
});
