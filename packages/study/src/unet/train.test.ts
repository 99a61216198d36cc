import { nodeRuntime } from '@leukolens/engine/node';
import { describe, expect, test } from 'vitest';
import { temporaryTree } from '../datasets/testing/temporary-tree.ts';
import { smallRecipe } from './testing/small-recipe.ts';
import { smearSamples } from './testing/smear-samples.ts';
import { type EpochRecord, trainUnet, type UnetTraining } from './train.ts';

const runtime = nodeRuntime({ threads: 1 });
const samples = smearSamples([1, 2, 3, 4, 5, 6, 7, 8]);
const watched = smearSamples([9, 10]);

const training = (changes: Partial<UnetTraining> = {}): UnetTraining => ({
  samples,
  watched,
  recipe: smallRecipe({ epochs: 4, averageDecay: 0.5, augmentation: { flips: 0.5, noise: 0.5 } }),
  seed: 1,
  runtime,
  ...changes,
});

describe('trainUnet', () => {
  test('two runs of one seed are equal to the last bit, another seed is another run', async () => {
    const first = await trainUnet(training());
    expect(await trainUnet(training())).toEqual(first);
    expect((await trainUnet(training({ seed: 2 }))).weights).not.toEqual(first.weights);
  });

  test('a point of the curve an epoch, with the loss, the rate and the watched images', async () => {
    const told: EpochRecord[] = [];
    const { curve } = await trainUnet(training({ onEpoch: (record) => told.push(record) }));
    expect(told).toEqual(curve);
    // 8 samples in batches of 4
    expect(curve.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 2],
      [2, 4],
      [3, 6],
      [4, 8],
    ]);
    for (const { loss, validation } of curve) {
      expect(loss).toBeGreaterThan(0);
      expect(validation!.loss).toBeCloseTo(1 - validation!.iou, 12);
    }
    expect((await trainUnet(training({ watched: [] }))).curve.every((point) => !point.validation)).toBe(true);
  });

  test('what is watched is not trained on', async () => {
    const { weights } = await trainUnet(training());
    expect((await trainUnet(training({ watched: [] }))).weights).toEqual(weights);
  });

  test.each([
    ['oneCycle', {}],
    ['plateau', { optimiser: 'adam', weightDecay: 0.001 }],
  ])('a run that was stopped ends as one that was not: %s', async (schedule, changes) => {
    const recipe = smallRecipe({
      epochs: 4,
      schedule,
      augmentation: { flips: 0.5 },
      averageDecay: 0.5,
      ...changes,
    });
    const whole = await trainUnet(training({ recipe }));
    const checkpoints = await temporaryTree([]);
    for (const stopAt of [1, 3]) {
      const stop = new AbortController();
      const stopped = trainUnet(
        training({
          recipe,
          checkpoints,
          signal: stop.signal,
          onEpoch: ({ epoch }) => {
            if (epoch === stopAt) stop.abort(new Error(`stopped at ${stopAt}`));
          },
        }),
      );
      await expect(stopped).rejects.toThrow(`stopped at ${stopAt}`);
    }
    const seen: number[] = [];
    const resumed = await trainUnet(
      training({ recipe, checkpoints, onEpoch: ({ epoch }) => seen.push(epoch) }),
    );
    expect(seen).toEqual([4]);
    expect(resumed).toEqual(whole);
  });

  test('checkpoints of another run are refused', async () => {
    const checkpoints = await temporaryTree([]);
    const stop = AbortSignal.abort(new Error('stopped'));
    await expect(trainUnet(training({ checkpoints, signal: stop }))).rejects.toThrow('stopped');
    const corrected = [
      { ...samples[0]!, target: samples[0]!.target.map((value) => 255 - value) },
      ...samples.slice(1),
    ];
    for (const changes of [
      { seed: 2 },
      { samples: corrected },
      { samples: samples.slice(1) },
      { watched: [] },
      { recipe: { ...training().recipe, epochs: 5 } },
      { initial: (await trainUnet(training())).weights },
    ] satisfies Partial<UnetTraining>[]) {
      await expect(trainUnet(training({ checkpoints, ...changes }))).rejects.toThrow(
        `the checkpoints in ${checkpoints} are of a run with another recipe`,
      );
    }
  });

  test('training goes on from given weights', async () => {
    const { weights } = await trainUnet(training());
    const still = smallRecipe({ epochs: 1, learningRate: 1e-12, dropout: 0 });
    const on = await trainUnet(training({ recipe: still, initial: weights }));
    for (const [name, values] of on.weights) {
      if (name.includes('running_')) continue; // statistics move whatever the rate
      values.forEach((value, i) => {
        expect(Math.abs(value - weights.get(name)![i]!)).toBeLessThan(1e-6);
      });
    }
  });

  test('a loss that is no number ends the run in one line', async () => {
    const wild = smallRecipe({ epochs: 30, learningRate: 1, optimiser: 'adam', schedule: 'plateau' });
    const initial = new Map(
      [...(await trainUnet(training())).weights].map(([name, values]) => [
        name,
        values.map(() => Number.NaN),
      ]),
    );
    await expect(trainUnet(training({ recipe: wild, initial }))).rejects.toThrow(
      'the loss became NaN in step 1: lower the learning rate of small',
    );
  });
});

test('a small network learns to outline synthetic smears that it has not seen', async () => {
  const recipe = smallRecipe({
    design: { channels: [8, 16, 16], strides: [2, 2], norm: 'batch' },
    side: 48,
    epochs: 12,
    learningRate: 0.02,
    dropout: 0,
    augmentation: { flips: 0.5 },
  });
  const { curve } = await trainUnet({
    samples: smearSamples(Array.from({ length: 24 }, (_, i) => i + 1)),
    watched: smearSamples([101, 102, 103, 104, 105, 106]),
    recipe,
    seed: 1,
    runtime,
  });
  expect(curve.at(-1)!.validation!.iou).toBeGreaterThan(0.8);
  expect(curve.at(-1)!.loss).toBeLessThan(curve[0]!.loss / 3);
});
