import { expect, test } from 'vitest';
import { ZoneAreas } from './zone-areas.ts';

// cells of 256 px: the first of two columns is read, the second blank
const areas = new ZoneAreas({ columns: 2, zones: Uint8Array.of(3, 0, 3, 0) }, { width: 300, height: 300 });

test('cells at the edge count by as much of them as there is', () => {
  expect(areas.read).toBe(256 * 300);
  expect(areas.shares).toEqual({ blank: 44 / 300, thick: 0, blurred: 0, read: 256 / 300 });
});

test('of a tile what is read in some parts, none of them beyond it', () => {
  const tile = { left: 0, top: 0, width: 300, height: 256 };
  expect(areas.readIn(tile, [tile])).toBe(256 * 256);
  expect(areas.readIn(tile, [])).toBe(0);
  const parts = [
    { left: 250, top: 0, width: 20, height: 10 },
    { left: 0, top: 250, width: 10, height: 50 },
  ];
  expect(areas.readIn(tile, parts)).toBe(6 * 10 + 10 * 6);
});
