import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LabelImage, type Mask, mask } from '../image.ts';
import { labelObjects, maskOfLabels, renumbered } from './label.ts';
import { splitTouching } from './split.ts';
import { anyMask, drawnLabels } from './testing/images.ts';

/** Discs [x, y, radius] in a mask of 120 x 100 pixels. */
function discs(...circles: [number, number, number][]): Mask {
  const image = mask(120, 100);
  for (let i = 0; i < image.data.length; i++) {
    const [x, y] = [i % 120, Math.floor(i / 120)];
    if (circles.some(([cx, cy, r]) => (x - cx) ** 2 + (y - cy) ** 2 < r * r)) image.data[i] = 1;
  }
  return image;
}

const count = (labels: LabelImage) => labels.data.reduce((most, label) => Math.max(most, label), 0);
const singles: [number, number, number][] = [
  [15, 80, 11],
  [45, 80, 12],
  [75, 80, 12],
  [105, 80, 13],
];
/** Four lobes in an arc, joined by necks: together the area of one nucleus. */
const segmented: [number, number, number][] = [
  [20, 30, 6],
  [30, 24, 6],
  [41, 27, 6],
  [49, 35, 6],
];

describe('splitTouching', () => {
  it('cuts a pair between its centres', () => {
    const labels = splitTouching(labelObjects(discs([20, 20, 12], [41, 20, 12], ...singles)));
    expect(count(labels)).toBe(6);
    // The discs meet at x = 30.5; the cut lies there to one pixel in every row of the neck.
    for (let y = 15; y <= 25; y++) {
      const row = [...labels.data.subarray(y * 120, y * 120 + 60)];
      expect(Math.abs(row.lastIndexOf(1) - 30)).toBeLessThanOrEqual(1);
      expect(row.indexOf(2)).toBe(row.lastIndexOf(1) + 1);
    }
  });

  it('keeps a segmented nucleus whole, alone and among others', () => {
    expect(count(splitTouching(labelObjects(discs(...segmented))))).toBe(1);
    expect(count(splitTouching(labelObjects(discs(...segmented, ...singles))))).toBe(5);
    expect(count(splitTouching(labelObjects(discs(...segmented)), { referenceArea: 450 }))).toBe(1);
  });

  it('keeps a segmented nucleus whole among specks', () => {
    const specks: [number, number, number][] = [70, 80, 90, 100, 110].map((x) => [x, 20, 3]);
    expect(count(splitTouching(labelObjects(discs(...segmented, ...specks))))).toBe(6);
  });

  it('keeps a pair whole whose neck is wide, or whose smaller part is too small', () => {
    expect(count(splitTouching(labelObjects(discs([20, 20, 12], [35, 20, 12], ...singles))))).toBe(5);
    expect(count(splitTouching(labelObjects(discs([20, 20, 12], [38, 20, 8], ...singles))))).toBe(5);
  });

  it('cuts a lone pair only where the usual area is given', () => {
    const pair = labelObjects(discs([20, 20, 12], [41, 20, 12]));
    expect(count(splitTouching(pair))).toBe(1);
    expect(count(splitTouching(pair, { referenceArea: 450 }))).toBe(2);
  });

  it('cuts a chain and a cluster into as many as there are', () => {
    const chain = discs([14, 20, 12], [35, 20, 12], [56, 20, 12], [77, 20, 12], ...singles);
    expect(count(splitTouching(labelObjects(chain)))).toBe(8);
    const cluster = discs([20, 20, 12], [41, 20, 12], [30.5, 39.5, 12], ...singles);
    expect(count(splitTouching(labelObjects(cluster)))).toBe(7);
  });

  it('numbers objects in raster order and changes no outline', () => {
    expect(renumbered(drawnLabels('..7', '5.7', '5.2'))).toEqual(drawnLabels('..1', '2.1', '2.3'));
    fc.assert(
      fc.property(anyMask, (image) => {
        const labels = splitTouching(labelObjects(image), {
          referenceArea: 4,
          depth: 0,
          neck: 1,
          partSolidity: 0,
        });
        expect(maskOfLabels(labels)).toEqual(image);
        expect(renumbered(labels)).toEqual(labels);
      }),
    );
  });

  it('refuses options out of range', () => {
    const labels = drawnLabels('1');
    expect(() => splitTouching(labels, { neck: 1.5 })).toThrow(
      'neck must be a number from 0 to 1, but 1.5 was given',
    );
    expect(() => splitTouching(labels, { depth: -1 })).toThrow('depth must be a number');
    expect(() => splitTouching(labels, { referenceArea: Number.NaN })).toThrow(
      'referenceArea must be a number',
    );
  });
});
