import { failedImage, type ImageResult } from '@leukolens/cad';
import { MEASUREMENT_COLUMNS } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { imagesCsv, nucleiCsv } from './tables.ts';

/** A nucleus whose measurements are all 1. */
const nucleus = (label: number, blast: number, unfamiliarity?: number) => ({
  ...Object.fromEntries(MEASUREMENT_COLUMNS.map(({ key }) => [key, 1])),
  label,
  classes: { blast, other: 1 - blast },
  ...(unfamiliarity !== undefined && { unfamiliarity }),
});

const RECORD = {
  ...failedImage('a.png', ''),
  width: 8,
  height: 8,
  nuclei: {
    count: 3,
    areaFraction: 0.25,
    objects: [nucleus(1, 0.75, 0.5), nucleus(2, 0.5, 1.5), nucleus(3, 0.25)],
    byClass: {
      blast: { count: 1, share: 0.5, interval: [0.1, 0.9] },
      other: { count: 1, share: 0.5, interval: [0.1, 0.9] },
    },
  },
  error: null,
} as unknown as ImageResult;

/** The named columns of each line after the first. */
async function columns(lines: AsyncIterable<string>, names: readonly string[]): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const line of lines) rows.push(line.trimEnd().split(','));
  return rows.slice(1).map((row) => names.map((name) => row[rows[0]!.indexOf(name)]!));
}

test('a nucleus has its probabilities, and whether it is unlike those learned, where that is known', async () => {
  const lines = nucleiCsv([RECORD], [], ['blast', 'other']);
  expect(await columns(lines, ['label', 'probability blast', 'probability other', 'unlike'])).toEqual([
    ['1', '0.75', '0.25', 'no'],
    ['2', '0.5', '0.5', 'yes'],
    ['3', '0.25', '0.75', ''],
  ]);
});

test('an image has counts and shares by class, and how many nuclei are counted in none', async () => {
  const lines = imagesCsv([RECORD, failedImage('b.png', 'broken')], [], ['blast', 'other']);
  expect(await columns(lines, ['image', 'nuclei', 'blast', 'share blast', 'unlike nuclei', 'error'])).toEqual(
    [
      ['a.png', '3', '1', '0.5', '1', ''],
      ['b.png', '', '', '', '', 'broken'],
    ],
  );
});

test('without a classifier there are no columns of one', async () => {
  for await (const line of nucleiCsv([RECORD])) expect(line).not.toMatch(/probability|unlike|yes/);
});
