import type { NucleusResult } from '@leukolens/cad';
import { expect, test } from 'vitest';
import { bestFields, CellCounts } from './best-fields.ts';

const MAP = { columns: 4, rows: 2 };
const SLIDE = { width: 1024, height: 512 };

function counted(
  rankedBy: string | undefined,
  nuclei: readonly (readonly [x: number, blast: number, unlike: boolean])[],
) {
  const counts = new CellCounts(MAP, rankedBy);
  for (const [x, blast, unlike] of nuclei) {
    const nucleus = {
      boundingBoxX: x - 5,
      boundingBoxY: 5,
      boundingBoxWidth: 10,
      boundingBoxHeight: 10,
      classes: { blast, normal: 1 - blast },
      ...(unlike && { unfamiliarity: 2 }),
    };
    counts.add(nucleus as unknown as NucleusResult);
  }
  return {
    by: counts.rankedBy,
    fields: bestFields(SLIDE, MAP, counts).map(({ left, nuclei, score }) => [left, nuclei, score]),
  };
}

test('fields go by the class of nuclei that are like those learned, then by their number', () => {
  expect(
    counted('blast', [
      [10, 0.5, false],
      [20, 1, true],
      [600, 0.75, false],
    ]),
  ).toEqual({
    by: 'blast',
    fields: [
      [512, 1, 0.75],
      [0, 2, 0.5],
    ],
  });
  expect(
    counted('blast', [
      [10, 0.5, false],
      [600, 0.25, false],
      [610, 0.25, false],
    ]).fields,
  ).toEqual([
    [512, 2, 0.5],
    [0, 1, 0.5],
  ]);
});

test('where no nucleus is like those learned, or none is classified, they go by the number of nuclei', () => {
  const nuclei = [
    [10, 0.9, true],
    [600, 0.1, true],
    [610, 0.1, true],
  ] as const;
  const expected = {
    by: 'nuclei',
    fields: [
      [512, 2, 2],
      [0, 1, 1],
    ],
  };
  expect(counted('blast', nuclei)).toEqual(expected);
  expect(counted(undefined, nuclei)).toEqual(expected);
});
