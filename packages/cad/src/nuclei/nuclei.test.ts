import { mask, rgbImage } from '@leukolens/imaging';
import { describe, expect, test } from 'vitest';
import { nucleiOf } from './nuclei.ts';

const image = rgbImage(8, 5, new Uint8Array(120).fill(100));
const drawn = (...rows: string[]) =>
  mask(
    8,
    5,
    Uint8Array.from(rows.join(''), (c) => (c === '#' ? 1 : 0)),
  );

describe('nucleiOf', () => {
  test('numbers nuclei in raster order and gives their share of the image', () => {
    const { labels, objects, areaFraction, warnings } = nucleiOf(
      image,
      drawn('....##..', '##..##..', '##......', '........', '.......#'),
    );
    expect([...new Set(labels.data)].sort()).toEqual([0, 1, 2, 3]);
    expect(objects.map(({ label, area }) => [label, area])).toEqual([
      [1, 4],
      [2, 4],
      [3, 1],
    ]);
    expect(areaFraction).toBe(9 / 40);
    expect(warnings).toEqual([]);
  });

  test('says when there is nothing, or too much', () => {
    expect(nucleiOf(image, mask(8, 5)).warnings).toEqual(['no nucleus found']);
    expect(nucleiOf(image, mask(8, 5, new Uint8Array(40).fill(1))).warnings).toEqual([
      '100 % of the image is marked as nucleus: look at the overlay',
    ]);
  });

  test('gives µm where the pixel size is known', () => {
    const { objects } = nucleiOf(image, drawn('##......', '##......', '........', '........', '........'), {
      micrometresPerPixel: 0.5,
    });
    expect(objects[0]).toMatchObject({ area: 4, areaUm2: 1 });
  });
});
