import { expect, test } from 'vitest';
import { slideOptionsSchema } from './options.ts';
import { SyntheticSlide } from './slide-plan.ts';
import { zoneAt } from './zones.ts';

const slide = (seed = 1) =>
  new SyntheticSlide(slideOptionsSchema.parse({ width: 2300, height: 1200, seed, whiteCells: 4 }));

test('a patch is the same whenever it is drawn, and another by another seed', () => {
  const one = slide();
  one.draw(0, 0);
  const after = one.draw(1, 0);
  const alone = slide().draw(1, 0);
  expect(Buffer.compare(after.image.data, alone.image.data)).toBe(0);
  expect(after.cells).toEqual(alone.cells);
  expect(Buffer.compare(slide(2).draw(1, 0).image.data, alone.image.data)).not.toBe(0);
}, 30_000);

test('patches end where the slide does; cells lie whole in theirs, and their nuclei where the truth has them', () => {
  const one = slide();
  expect([one.columns, one.rows]).toEqual([3, 2]);
  for (const [column, row, width, height] of [
    [1, 0, 1000, 1000],
    [2, 1, 300, 200],
  ] as const) {
    const { image, truth, left, top, cells } = one.draw(column, row);
    expect([image.width, image.height, left, top]).toEqual([width, height, 1000 * column, 1000 * row]);
    for (const { centroid, nucleusArea } of cells) {
      expect(centroid.x).toBeGreaterThan(left);
      expect(centroid.x).toBeLessThan(left + width);
      expect(nucleusArea).toBeGreaterThan(200);
    }
    const inside = truth.data.reduce((sum, value) => sum + (value === 255 ? 1 : 0), 0);
    expect(inside).toBe(cells.reduce((sum, { nucleusArea }) => sum + nucleusArea, 0));
  }
}, 30_000);

test('a slide has glass about it, is thick where the drop was put, and is read elsewhere', () => {
  expect(zoneAt(1, 0.001, 0.5)).toBe('blank');
  expect(zoneAt(1, 0.14, 0.5)).toBe('thick');
  const zones = Array.from({ length: 400 }, (_, i) =>
    zoneAt(1, 0.3 + 0.03 * (i % 20), 0.2 + 0.03 * Math.floor(i / 20)),
  );
  expect(new Set(zones)).toEqual(new Set(['monolayer', 'blurred']));
  expect(zones.filter((zone) => zone === 'monolayer').length).toBeGreaterThan(250);
});
