import { mask } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { maskPath } from './mask-path.ts';

const drawn = (rows: readonly string[]) =>
  mask(
    rows[0]!.length,
    rows.length,
    Uint8Array.from(rows.join(''), (c) => (c === '#' ? 1 : 0)),
  );

test('the path follows the edges of the pixels, round parts and holes', () => {
  expect(maskPath(drawn(['....', '.##.', '....']))).toBe('M1 1H3V2H1Z');
  expect(maskPath(drawn(['###', '#.#', '###']))).toMatch(/^M0 0H3V3H0Z.*M/);
  expect(maskPath(drawn(['#.#'])).match(/M/g)).toHaveLength(2);
});

test('an empty mask has no path', () => {
  expect(maskPath(drawn(['...']))).toBe('');
});
