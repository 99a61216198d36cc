import { labelObjects, mask } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { splitNucleus } from './split-nucleus.ts';

/** Discs of a radius, and a bridge of 3 pixels between the first two. */
function discs(...middles: readonly (readonly [number, number])[]) {
  const nuclei = mask(60, 24);
  for (let i = 0; i < nuclei.data.length; i++) {
    const [x, y] = [i % 60, Math.floor(i / 60)];
    const bridge = Math.abs(y - 12) <= 1 && x > 10 && x < 30;
    if (bridge || middles.some(([a, b]) => Math.hypot(x - a, y - b) <= 8)) nuclei.data[i] = 1;
  }
  return nuclei;
}

test('two discs with a bridge become two nuclei; others stay as they are', () => {
  const nuclei = discs([10, 12], [30, 12], [50, 12]);
  const labels = labelObjects(nuclei);
  expect(new Set(labels.data).size).toBe(3);
  const split = splitNucleus(labels.data, 60, 24, 1);
  expect(new Set(labelObjects(mask(60, 24, split)).data).size).toBe(4);
  nuclei.data.forEach((inside, i) => {
    if (i % 60 > 40) expect(split[i]).toBe(inside);
  });
});

test('a disc has no neck', () => {
  const nuclei = mask(60, 24);
  for (let i = 0; i < nuclei.data.length; i++) {
    if (Math.hypot((i % 60) - 30, Math.floor(i / 60) - 12) <= 8) nuclei.data[i] = 1;
  }
  expect(splitNucleus(labelObjects(nuclei).data, 60, 24, 1)).toEqual(nuclei.data);
});
