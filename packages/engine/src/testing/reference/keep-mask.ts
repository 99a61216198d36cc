import { arrayOf, type NumberArray, sizeOf } from './number-array.ts';

/*
 * The mask of `keepMask` bit for bit: 32-bit integers that wrap, and division by 65536 that cuts towards zero. The
 * leading half of the axes (rounded up) counts rows, the rest columns.
 */

const SPREAD = 0x632be5ab;
const FINISH = 0x5851f42d;
const ROWS = [0x2c1b3c6d, 0x297a2d39];
const COLUMNS = [0x7feb352d, 0x4c957f2d];

/** The hash of a row or column. */
function mixed(value: number, multipliers: readonly number[]): number {
  let h = value;
  for (const multiplier of multipliers) {
    h = Math.imul(h, multiplier);
    h = (h + Math.trunc(h / 65536)) | 0;
  }
  return Math.imul(h, FINISH);
}

/** h (2h + odd), twice, with a constant added between. */
function squared(value: number): number {
  const once = Math.imul(value, 2 * value + 0x21f0aaad) + 0x735a2d97;
  return Math.imul(once, 2 * once + 0x2c1b3c6d);
}

/** 1/keep where the bits of an element, as a signed number, lie in the lowest share `keep`, else 0. */
export function keepMaskOf(key: number, shape: readonly number[], keep: number): NumberArray {
  const columns = sizeOf(shape.slice(Math.ceil(shape.length / 2)));
  const threshold = Math.min(2 ** 31 - 1, Math.round((keep - 0.5) * 2 ** 32));
  return arrayOf(shape, (_, flat) => {
    const row = mixed(Math.imul(Math.floor(flat / columns), SPREAD) + key, ROWS);
    const column = mixed(Math.imul(flat % columns, SPREAD), COLUMNS);
    return squared(row + column) < threshold ? 1 / keep : 0;
  });
}
