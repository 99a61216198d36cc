import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mask } from '../image.ts';
import { cellAreas } from './cell-areas.ts';
import { labelObjects, objectAreas } from './label.ts';
import { anyMask, drawnLabels, drawnMask } from './testing/images.ts';

const areasOf = (nuclei: string[], cells: string[], count = 1) =>
  cellAreas(drawnLabels(...nuclei), count, drawnMask(...cells));

test('a cell is its nucleus and the cytoplasm around, whether the mask of cells holds the nucleus or not', () => {
  const nuclei = ['......', '..11..', '......', '......'];
  expect(areasOf(nuclei, ['......', '.####.', '.####.', '......'])).toEqual([
    { area: 8, touchesBorder: false },
  ]);
  expect(areasOf(nuclei, ['......', '.#..#.', '.####.', '......'])).toEqual([
    { area: 8, touchesBorder: false },
  ]);
  expect(areasOf(nuclei, ['......', '......', '......', '......'])).toEqual([
    { area: 2, touchesBorder: false },
  ]);
});

test('what no way leads to belongs to no nucleus; what reaches the border says so', () => {
  expect(areasOf(['.....', '.1...', '.....'], ['.....', '##.##', '.....'])).toEqual([
    { area: 2, touchesBorder: true },
  ]);
});

test('cells that touch are parted half way', () => {
  const [left, right] = areasOf(['.......', '.1...2.', '.......'], ['.......', '.#####.', '.......'], 2);
  expect(left!.area + right!.area).toBe(5);
  expect(Math.abs(left!.area - right!.area)).toBe(1);
});

test('a nucleus that is not measured keeps its cell', () => {
  const [labels, cells] = [
    drawnLabels('.......', '.1.....', '.......'),
    drawnMask('.......', '.#####.', '.......'),
  ];
  expect(cellAreas(labels, 1, cells)).toEqual([{ area: 5, touchesBorder: false }]);
  const others = drawnMask('.......', '.....#.', '.......');
  expect(cellAreas(labels, 1, cells, others)[0]!.area).toBe(3);
});

test('no cell is smaller than its nucleus, and no pixel counts twice', () => {
  fc.assert(
    fc.property(anyMask, (nuclei) => {
      const labels = labelObjects(nuclei);
      const own = objectAreas(nuclei);
      const all = mask(nuclei.width, nuclei.height, new Uint8Array(nuclei.data.length).fill(1));
      const areas = cellAreas(labels, own.length, all).map(({ area }) => area);
      areas.forEach((area, k) => {
        expect(area).toBeGreaterThanOrEqual(own[k]!);
      });
      if (own.length > 0) expect(areas.reduce((a, b) => a + b)).toBe(all.data.length);
    }),
    { numRuns: 50, seed: 3 },
  );
});

test('sizes have to agree', () => {
  expect(() => areasOf(['..'], ['...'])).toThrow(
    'cells of 3 x 1 around nuclei of 2 x 1; expected the same size',
  );
});
