import { expect, test } from 'vitest';
import { drawnMask } from '../metrics/testing/drawn.ts';
import { unmarkedNuclei } from './unmarked.ts';

test('a nucleus that only the second hand marked is unmarked, with 3 px round it; a wider rim is not', () => {
  const truth = drawnMask('.##..............');
  const second = drawnMask('####.......##....');
  expect(unmarkedNuclei(truth, second)).toEqual(drawnMask('........########.'));
});

test('where both hands marked the same nuclei there is nothing to ignore', () => {
  expect(unmarkedNuclei(drawnMask('.##..'), drawnMask('##...'))).toBeUndefined();
  expect(unmarkedNuclei(drawnMask('.##..'), drawnMask('.....'))).toBeUndefined();
});
