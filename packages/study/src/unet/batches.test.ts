import { expect, test } from 'vitest';
import { random } from '../random.ts';
import { batchPlan } from '../training/batch-plan.ts';
import { batchSource } from '../training/batch-source.ts';
import { makeBatch } from './batches.ts';
import { drawSample } from './draw-sample.ts';
import { levelsOf, madeSample } from './testing/made-sample.ts';
import { smallRecipe } from './testing/small-recipe.ts';

/** Five samples, each of one colour. */
const samples = [10, 20, 30, 40, 50].map((level) =>
  madeSample(20, 20, () => ({ colour: [level, level, level], target: level }), `made/${level}`),
);

const recipe = smallRecipe({ batch: 2, augmentation: { flips: 0.5, turn: 0.5, zoom: 0.3, noise: 0.5 } });

test('every epoch sees each sample once, in an order of its own', () => {
  const order = Array.from({ length: 10 }, (_, step) =>
    batchPlan(5, 2, 'seed', step).map(({ index }) => index),
  ).flat();
  const epochs = [0, 1, 2, 3].map((epoch) => order.slice(5 * epoch, 5 * epoch + 5));
  for (const epoch of epochs) expect([...epoch].sort()).toEqual([0, 1, 2, 3, 4]);
  expect(new Set(epochs.map(String)).size).toBeGreaterThan(1);
});

test('no two pictures of a run are drawn from one generator', () => {
  const draws = [0, 1, 2, 3].flatMap((step) => batchPlan(3, 4, 'seed', step).map(({ draw }) => draw));
  expect(new Set(draws).size).toBe(16);
});

test('a batch depends on seed and step alone, not on what was asked for before', () => {
  const seventh = makeBatch({ samples, recipe, seed: '1' }, 7);
  makeBatch({ samples, recipe, seed: '2' }, 0);
  makeBatch({ samples, recipe, seed: '1' }, 3);
  expect(makeBatch({ samples, recipe, seed: '1' }, 7)).toEqual(seventh);
  expect(makeBatch({ samples, recipe, seed: '2' }, 7)).not.toEqual(seventh);
  expect(makeBatch({ samples, recipe, seed: '1' }, 8)).not.toEqual(seventh);
});

test('a batch is its pictures one after the other', () => {
  const batch = makeBatch({ samples, recipe, seed: '1' }, 3);
  const pixels = recipe.side ** 2;
  expect([batch.x.length, batch.target.length, batch.counted!.length]).toEqual([
    6 * pixels,
    2 * pixels,
    2 * pixels,
  ]);
  batchPlan(5, 2, '1', 3).forEach(({ index, draw }, slot) => {
    const { x, target, counted } = drawSample(samples[index]!, recipe, random(draw));
    expect(batch.x.subarray(slot * 3 * pixels, (slot + 1) * 3 * pixels)).toEqual(x);
    expect(batch.target.subarray(slot * pixels, (slot + 1) * pixels)).toEqual(target);
    expect(batch.counted!.subarray(slot * pixels, (slot + 1) * pixels)).toEqual(counted);
  });
  const plain = smallRecipe({ batch: 5 });
  const { x } = makeBatch({ samples, recipe: plain, seed: '1' }, 0);
  const levels = [0, 1, 2, 3, 4].map((slot) =>
    Math.round(levelsOf(x.subarray(slot * 3 * pixels, slot * 3 * pixels + 1))[0]!),
  );
  expect(levels.sort()).toEqual([10, 20, 30, 40, 50]);
});

test('a source from the sources as they are makes the same batches on this thread', async () => {
  const source = batchSource({
    worker: new URL('./batch-worker.js', import.meta.url),
    data: { samples, recipe, seed: '1' },
    make: makeBatch,
  });
  for (const step of [0, 1, 2])
    expect(await source.batch(step)).toEqual(makeBatch({ samples, recipe, seed: '1' }, step));
  await source.close();
});
