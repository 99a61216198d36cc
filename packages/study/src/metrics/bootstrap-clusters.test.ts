import { expect, test } from 'vitest';
import { bootstrapClusters } from './bootstrap-clusters.ts';

test('clusters of one are images of their own', () => {
  const values = Array.from({ length: 100 }, (_, i) => (i < 80 ? 1 : 0));
  const [low, high] = bootstrapClusters(
    values,
    values.map((_, i) => String(i)),
    { seed: 1 },
  );
  // 0.8 ± 1.96 sqrt(0.8 x 0.2 / 100)
  expect(low).toBeCloseTo(0.8 - 0.078, 1);
  expect(high).toBeCloseTo(0.8 + 0.078, 1);
});

test('images that stand and fall together make a wider interval', () => {
  const values = Array.from({ length: 100 }, (_, i) => (i < 80 ? 1 : 0));
  const [low, high] = bootstrapClusters(
    values,
    values.map((_, i) => String(Math.floor(i / 20))),
    { seed: 1 },
  );
  expect(high - low).toBeGreaterThan(0.5);
});

test('the same seed gives the same interval; nothing to draw from is refused', () => {
  const draw = () => bootstrapClusters([1, 0, 1], ['a', 'a', 'b'], { seed: 3, resamples: 100 });
  expect(draw()).toEqual(draw());
  expect(() => bootstrapClusters([], [], { seed: 1 })).toThrow('0 values of 0 clusters');
  expect(() => bootstrapClusters([1], [], { seed: 1 })).toThrow('1 values of 0 clusters');
});
