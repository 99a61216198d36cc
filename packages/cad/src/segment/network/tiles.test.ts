import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CANONICAL_GRID, type Grid, tilesOf, windowOf } from './tiles.ts';

const REDUCTION = 16;
const multiples = (min: number, max: number) => fc.integer({ min, max }).map((n) => n * REDUCTION);
const grids: fc.Arbitrary<Grid> = fc.record({
  side: multiples(1, 6),
  left: multiples(0, 8),
  top: multiples(0, 8),
});
const length = fc.integer({ min: 1, max: 200 });

test('tiles start at the grid’s origin and are cut at the picture’s rim', () => {
  expect(tilesOf({ width: 1100, height: 512 }, CANONICAL_GRID)).toEqual([
    { left: 0, top: 0, width: 512, height: 512 },
    { left: 512, top: 0, width: 512, height: 512 },
    { left: 1024, top: 0, width: 76, height: 512 },
  ]);
  expect(tilesOf({ width: 70, height: 20 }, { side: 32, left: 16, top: 48 })).toEqual([
    { left: 0, top: 0, width: 16, height: 16 },
    { left: 16, top: 0, width: 32, height: 16 },
    { left: 48, top: 0, width: 22, height: 16 },
    { left: 0, top: 16, width: 16, height: 4 },
    { left: 16, top: 16, width: 32, height: 4 },
    { left: 48, top: 16, width: 22, height: 4 },
  ]);
});

test('every pixel belongs to one tile', () => {
  fc.assert(
    fc.property(length, length, grids, (width, height, grid) => {
      const covered = new Uint8Array(width * height);
      for (const tile of tilesOf({ width, height }, grid)) {
        expect(Math.min(tile.width, tile.height)).toBeGreaterThan(0);
        for (let y = tile.top; y < tile.top + tile.height; y++) {
          for (let x = tile.left; x < tile.left + tile.width; x++) covered[y * width + x]!++;
        }
      }
      expect(covered.every((times) => times === 1)).toBe(true);
    }),
    { numRuns: 40, seed: 41 },
  );
});

test('a tile is computed with its margin or up to the picture’s rim, in parts of one size, in step with the network', () => {
  const padded = multiples(1, 14);
  fc.assert(
    fc.property(padded, padded, grids, multiples(0, 3), (width, height, grid, margin) => {
      const picture = { width, height };
      const windows = tilesOf(picture, grid).map((tile) => {
        const window = windowOf(tile, picture, grid, margin);
        const [right, bottom] = [window.left + window.width, window.top + window.height];
        expect(window.left).toBeLessThanOrEqual(Math.max(0, tile.left - margin));
        expect(window.top).toBeLessThanOrEqual(Math.max(0, tile.top - margin));
        expect(right).toBeGreaterThanOrEqual(Math.min(width, tile.left + tile.width + margin));
        expect(bottom).toBeGreaterThanOrEqual(Math.min(height, tile.top + tile.height + margin));
        expect(Math.min(window.left, window.top)).toBeGreaterThanOrEqual(0);
        expect(right).toBeLessThanOrEqual(width);
        expect(bottom).toBeLessThanOrEqual(height);
        for (const place of Object.values(window)) expect(place % REDUCTION).toBe(0);
        return `${window.width}x${window.height}`;
      });
      expect(new Set(windows).size).toBe(1);
    }),
    { numRuns: 60, seed: 42 },
  );
});
