import { labelImage, mask, rgbImage } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { nucleiOf } from './nuclei.ts';
import { withCells } from './with-cells.ts';

// a nucleus of 1 px in a cell of 4, and one whose cell the border cuts
const nuclei = mask(6, 2, Uint8Array.of(0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0));
const cells = mask(6, 2, Uint8Array.of(0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 0, 0));

test('the ratio is nucleus over cell; none where the border cuts the cell, none where cells are not known', () => {
  const framed = (inside: typeof nuclei) => {
    const wide = mask(8, 4);
    inside.data.forEach((value, i) => {
      wide.data[8 * (1 + Math.floor(i / 6)) + (i % 6)] = value;
    });
    return wide;
  };
  const image = rgbImage(8, 4, new Uint8Array(96).fill(100));
  const { objects, labels } = nucleiOf(image, framed(nuclei));
  expect(withCells(objects, labels, undefined)).toBe(objects);
  const [first, second] = withCells(objects, labels, { nuclei: framed(nuclei), cells: framed(cells) });
  expect(first).toMatchObject({ area: 1, cellArea: 4, nucleusToCell: 0.25 });
  expect(second).toMatchObject({ area: 1, cellArea: 1, nucleusToCell: 1 });
  expect(first).not.toHaveProperty('cellAreaUm2');
  const sized = nucleiOf(image, framed(nuclei), { micrometresPerPixel: 0.5 }).objects;
  const [scaled] = withCells(sized, labels, { nuclei: framed(nuclei), cells: framed(cells) });
  expect(scaled).toMatchObject({ areaUm2: 0.25, cellAreaUm2: 1 });
  const cut = nucleiOf(rgbImage(6, 2, new Uint8Array(36).fill(100)), nuclei);
  for (const nucleus of withCells(cut.objects, cut.labels, { nuclei, cells })) {
    expect(nucleus).not.toHaveProperty('nucleusToCell');
  }
  expect(() => withCells(objects, labelImage(8, 4, labels.data), { nuclei: framed(nuclei), cells })).toThrow(
    'expected the same size',
  );
});

test('the cell of a nucleus that was deleted is not its neighbour’s', () => {
  const both = mask(
    9,
    3,
    Uint8Array.from({ length: 27 }, (_, i) => (i === 11 || i === 15 ? 1 : 0)),
  );
  const cells = mask(
    9,
    3,
    Uint8Array.from({ length: 27 }, (_, i) => (i > 9 && i < 17 ? 1 : 0)),
  );
  const one = mask(
    9,
    3,
    Uint8Array.from({ length: 27 }, (_, i) => (i === 11 ? 1 : 0)),
  );
  const { objects, labels } = nucleiOf(rgbImage(9, 3, new Uint8Array(81).fill(100)), one);
  expect(withCells(objects, labels, { nuclei: both, cells })[0]!.cellArea).toBe(4);
  expect(withCells(objects, labels, { nuclei: one, cells })[0]!.cellArea).toBe(7);
});
