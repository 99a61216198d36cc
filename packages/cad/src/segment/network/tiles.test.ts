import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gridOf, tilesOf, windowOf } from './tiles.ts';

const REDUCTION = 16;
const multiples = (min: number, max: number) => fc.integer({ min, max }).map((n) => n * REDUCTION);
const grids = fc.record({
  left: multiples(0, 8),
  top: multiples(0, 8),
  width: multiples(1, 6),
  height: multiples(1, 6),
});
const margins = multiples(0, 3);
const length = fc.integer({ min: 1, max: 200 });

test('a picture of moderate size is one tile, a large one as few of one size as the limit allows', () => {
  const tiles = (width: number, height: number) => {
    const grid = gridOf({ width, height }, 64, REDUCTION, 1024);
    return tilesOf({ width, height }, grid, 64);
  };
  expect(tiles(1024, 320)).toEqual([{ left: 0, top: 0, width: 1024, height: 320 }]);
  // parts of 848, each 128 over into the next, are 1568; tiles meet in the middle
  expect(tiles(1568, 320)).toEqual([
    { left: 0, top: 0, width: 784, height: 320 },
    { left: 784, top: 0, width: 784, height: 320 },
  ]);
  expect(tiles(5008, 5008)).toHaveLength(36);
});

test('a network that sees far gets tiles as wide as its two margins, whatever the limit', () => {
  const grid = gridOf({ width: 4000, height: 640 }, 320, REDUCTION, 576);
  expect(grid.width).toBeGreaterThanOrEqual(320);
  expect(grid).toMatchObject({ top: 0, height: 640 });
  expect(tilesOf({ width: 4000, height: 640 }, grid, 320).length).toBeLessThan(8);
});

test('tiles start at the grid’s origin; narrow rests at the rim go to the tile beside', () => {
  const columns = (width: number, margin: number) =>
    tilesOf({ width, height: 20 }, { left: 16, top: 48, width: 32, height: 32 }, margin)
      .filter(({ top }) => top === 0)
      .map(({ left, width }) => [left, width]);
  expect(columns(70, 0)).toEqual([
    [0, 16],
    [16, 32],
    [48, 22],
  ]);
  expect(columns(70, 16)).toEqual([
    [0, 48],
    [48, 22],
  ]);
  expect(columns(60, 16)).toEqual([[0, 60]]);
});

test('every pixel belongs to one tile', () => {
  fc.assert(
    fc.property(length, length, grids, margins, (width, height, grid, margin) => {
      const covered = new Uint8Array(width * height);
      for (const tile of tilesOf({ width, height }, grid, margin)) {
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

/** Each tile lies with its margin, or up to the picture's rim, in a window; all windows are of one size and in step. */
function expectSeen(width: number, height: number, grid: ReturnType<typeof gridOf>, margin: number): void {
  const padded = {
    width: REDUCTION * Math.ceil(width / REDUCTION),
    height: REDUCTION * Math.ceil(height / REDUCTION),
  };
  const sizes = tilesOf({ width, height }, grid, margin).map((tile) => {
    const window = windowOf(tile, padded, grid, margin);
    const [right, bottom] = [window.left + window.width, window.top + window.height];
    expect(window.left).toBeLessThanOrEqual(Math.max(0, tile.left - margin));
    expect(window.top).toBeLessThanOrEqual(Math.max(0, tile.top - margin));
    expect(right).toBeGreaterThanOrEqual(Math.min(padded.width, tile.left + tile.width + margin));
    expect(bottom).toBeGreaterThanOrEqual(Math.min(padded.height, tile.top + tile.height + margin));
    expect(Math.min(window.left, window.top)).toBeGreaterThanOrEqual(0);
    expect(right).toBeLessThanOrEqual(padded.width);
    expect(bottom).toBeLessThanOrEqual(padded.height);
    for (const place of Object.values(window)) expect(place % REDUCTION).toBe(0);
    return `${window.width}x${window.height}`;
  });
  expect(new Set(sizes).size).toBe(1);
}

test('a tile is computed with its margin or up to the picture’s rim, in parts of one size, in step with the network', () => {
  fc.assert(fc.property(length, length, grids, margins, expectSeen), { numRuns: 200, seed: 42 });
  const long = fc.integer({ min: 1, max: 6000 });
  fc.assert(
    fc.property(long, long, (width, height) => {
      const padded = {
        width: REDUCTION * Math.ceil(width / REDUCTION),
        height: REDUCTION * Math.ceil(height / REDUCTION),
      };
      const grid = gridOf(padded, 64, REDUCTION, 1024);
      const margin = 64;
      expect(Math.max(grid.width + 2 * margin, grid.height + 2 * margin)).toBeLessThanOrEqual(
        1024 + 2 * margin,
      );
      expectSeen(width, height, grid, margin);
    }),
    { numRuns: 200, seed: 43 },
  );
});
