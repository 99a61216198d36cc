import { expect, test } from 'vitest';
import { clusterSpaceSchema, learnClusterSpace, placeCase } from './cluster-space.ts';

/** Two classes 4 apart along the first logit, each spread by 1 along the second. */
const known = [0, 1].flatMap((label) => [-1, 1].map((spread) => ({ label, logits: [4 * label, spread, 0] })));

test('clusters of known images, and a new case among them, by hand', () => {
  const space = learnClusterSpace(known);
  expect(clusterSpaceSchema.parse(JSON.parse(JSON.stringify(space)))).toEqual(space);
  expect(space.mean).toEqual([2, 0, 0]);
  expect(space.clusters.map(({ label, count, deviation }) => [label, count, deviation])).toEqual([
    [0, 2, 1],
    [1, 2, 1],
  ]);
  const { x, y, distances } = placeCase(space, [4, 3, 7]);
  expect([x, y].map(Math.abs)).toEqual([expect.closeTo(2, 9), expect.closeTo(3, 9)]);
  expect(distances.map(({ label }) => label)).toEqual([1, 0]);
  expect(distances[0]!.deviations).toBeCloseTo(3, 9);
  expect(distances[1]!.distance).toBeCloseTo(5, 9);
});

test('logits of another classifier are refused', () => {
  expect(() => placeCase(learnClusterSpace(known), [1, 2])).toThrow('placeCase: 2 logits in a space of 3');
});
