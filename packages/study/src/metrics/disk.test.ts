import { expect, test } from 'vitest';
import { withinDistance } from './disk.ts';
import { drawnMask } from './testing/drawn.ts';

test('the disk of radius 2 has 13 pixels', () => {
  expect(withinDistance(drawnMask('.......', '.......', '...#...', '.......', '.......'), 2)).toEqual(
    drawnMask('...#...', '..###..', '.#####.', '..###..', '...#...'),
  );
});

test('the disk of radius 3 has 29 pixels and is cut by the edge', () => {
  const near = withinDistance(drawnMask('.........', '........#', '.........', '.........', '.........'), 3);
  expect(near).toEqual(drawnMask('......###', '.....####', '......###', '......###', '........#'));
});

test('distance 0 is the region itself', () => {
  const region = drawnMask('#.#', '.#.');
  expect(withinDistance(region, 0)).toEqual(region);
});
