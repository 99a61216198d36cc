import { expect, test } from 'vitest';
import { settledTiles } from './settled-tiles.ts';
import type { SlideOutcome } from './slide-sum.ts';

/** A nucleus of 20 px across, by its middle. */
const nucleus = (x: number, y: number) => ({
  measured: {
    centroidX: x,
    centroidY: y,
    equivalentDiameter: 20,
    boundingBoxX: x - 10,
    boundingBoxY: y - 10,
    boundingBoxWidth: 20,
    boundingBoxHeight: 20,
  },
  polygons: [],
});

/** Tiles of 100 px of a slide of 200 x 100, where nuclei measure 20 px. */
function outcome(...found: ReturnType<typeof nucleus>[][]): SlideOutcome {
  const journal = {
    async *lines(tiles: string[]) {
      for (const tile of tiles) {
        const nuclei = found[Number(tile)]!;
        yield { tile: Number(tile), error: null, nuclei, clumps: 0, missing: [] };
      }
    },
  };
  return {
    journal,
    tiles: found.map((_, i) => i),
    slide: { width: 200, height: 100 },
    settings: { tileSide: 100 },
    ground: { field: { medianDiameter: 20 } },
  } as unknown as SlideOutcome;
}

async function middles(of: SlideOutcome): Promise<number[][]> {
  const all: number[][] = [];
  for await (const { nuclei } of settledTiles(of)) all.push(nuclei.map(({ measured }) => measured.centroidX));
  return all;
}

test('what two tiles tell of at their seam is one nucleus, the first one’s', async () => {
  expect(
    await middles(outcome([nucleus(50, 50), nucleus(99, 50)], [nucleus(100, 50), nucleus(150, 50)])),
  ).toEqual([[50, 99], [150]]);
});

test('so it is where both are told of at the rim of what is told of, a pixel apart', async () => {
  expect(await middles(outcome([nucleus(109, 50)], [nucleus(110, 50)]))).toEqual([[109], []]);
  expect(await middles(outcome([nucleus(89, 50)], [nucleus(90, 50)]))).toEqual([[89], []]);
});

test('neighbours that touch there are two, and so are two of one tile, however near', async () => {
  expect(await middles(outcome([nucleus(90, 50)], [nucleus(110, 50)]))).toEqual([[90], [110]]);
  expect(await middles(outcome([nucleus(98, 50), nucleus(99, 50)], []))).toEqual([[98, 99], []]);
});

test('one that a tile alone tells of stays, though it lies in the other', async () => {
  expect(await middles(outcome([nucleus(103, 50)], []))).toEqual([[103], []]);
});
