import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LabelImage, labelImage } from '../image.ts';
import { basins } from './basins.ts';
import { squaredDistances } from './distance.ts';
import { labelObjects } from './label.ts';
import { objectPatches, type Patch } from './patches.ts';
import { anyMask, drawnLabels, drawnMask, packedMask } from './testing/images.ts';

interface DistanceFixture {
  readonly cases: readonly {
    readonly width: number;
    readonly height: number;
    readonly mask: string;
    readonly squared: readonly number[];
    readonly lobes: Readonly<Record<string, readonly number[]>>;
  }[];
}

const { cases } = JSON.parse(
  readFileSync(new URL('fixtures/objects.json', import.meta.url), 'utf8'),
) as DistanceFixture;

/** What `measured` gives for each pixel of an object, drawn into an image of the labels' size. */
function drawn(labels: LabelImage, measured: (patch: Patch) => Int32Array): number[] {
  const image = new Array<number>(labels.data.length).fill(0);
  for (const patch of objectPatches(labels)) {
    const values = measured(patch);
    for (let k = 1; k <= patch.area; k++) {
      const row = Math.floor(patch.position[k]! / patch.runs.width);
      const column = patch.position[k]! % patch.runs.width;
      image[(patch.y + row) * labels.width + patch.x + column] = values[k]!;
    }
  }
  return image;
}

const countOf = (patch: Patch, depth: number) => basins(patch, squaredDistances(patch), depth).count;

describe('objectPatches', () => {
  it('cuts out every object with a margin, by rising label', () => {
    const labels = drawnLabels('3..', '.11', '3.1');
    const seen = [...objectPatches(labels)].map(({ label, area, x, y, runs }) => [
      label,
      area,
      x,
      y,
      runs.width,
      runs.height,
    ]);
    expect(seen).toEqual([
      [1, 3, 0, 0, 4, 4],
      [3, 2, -1, -1, 3, 5],
    ]);
    expect(drawn(labels, ({ label, area }) => new Int32Array(area + 1).fill(label))).toEqual([
      ...labels.data,
    ]);
  });

  it('numbers the pixels of the current object alone', () => {
    for (const { area, runs, ordinal, position } of objectPatches(drawnLabels('12', '21'))) {
      expect([...ordinal.subarray(0, runs.width * runs.height)].filter((k) => k > 0)).toEqual([1, 2]);
      expect([1, 2].map((k) => ordinal[position[k]!])).toEqual([1, 2]);
      expect(area).toBe(2);
    }
  });
});

describe('squaredDistances', () => {
  it('is the distance to the nearest pixel that is not of the object', () => {
    // The border of the image is outside, and so is a neighbour.
    expect(drawn(drawnLabels('11111', '11111', '11122', '11122'), squaredDistances)).toEqual([
      1, 1, 1, 1, 1, 1, 4, 2, 1, 1, 1, 4, 1, 1, 1, 1, 1, 1, 1, 1,
    ]);
  });

  it("agrees with SciPy's distance_transform_edt", () => {
    for (const { width, height, mask, squared } of cases) {
      const labels = labelObjects(packedMask(mask, width, height));
      expect(drawn(labels, squaredDistances)).toEqual(squared);
    }
  });

  it('agrees with a search of all pixels', () => {
    fc.assert(
      fc.property(anyMask, (image) => {
        const { width, height, data } = image;
        const nearest = [...data].map((inside, i) => {
          if (inside === 0) return 0;
          let least = Infinity;
          for (let y = -1; y <= height; y++) {
            for (let x = -1; x <= width; x++) {
              if (x >= 0 && y >= 0 && x < width && y < height && data[y * width + x] === 1) continue;
              least = Math.min(least, (x - (i % width)) ** 2 + (y - Math.floor(i / width)) ** 2);
            }
          }
          return least;
        });
        expect(drawn(labelImage(width, height, Uint16Array.from(data)), squaredDistances)).toEqual(nearest);
      }),
    );
  });
});

describe('basins', () => {
  it('divide a dumbbell at its neck', () => {
    const labels = labelObjects(
      drawnMask('#####...#####', '#####...#####', '#############', '#####...#####', '#####...#####'),
    );
    const divided = drawn(labels, (patch) => basins(patch, squaredDistances(patch), 1).basin);
    // The neck is a plateau: which of the two has it is not said, but each keeps its own square.
    expect(divided.slice(26, 31)).toEqual([1, 1, 1, 1, 1]);
    expect(divided.slice(34, 39)).toEqual([2, 2, 2, 2, 2]);
    // Each square's peak is 3, the neck's pass 1: they rise by 2 and not by more.
    const [patch] = objectPatches(labels);
    expect(basins(patch!, squaredDistances(patch!), 1).peak).toEqual(Int32Array.of(0, 9, 9));
  });

  it('count peaks that rise by more than the depth', () => {
    const labels = labelObjects(
      drawnMask('#####...#####', '#####...#####', '#############', '#####...#####', '#####...#####'),
    );
    for (const patch of objectPatches(labels)) {
      expect([0, 1, 1.99, 2, 3].map((depth) => countOf(patch, depth))).toEqual([2, 2, 2, 1, 1]);
    }
  });

  it("agree with the maxima of scikit-image's h-reconstruction", () => {
    for (const { width, height, mask, lobes } of cases) {
      const labels = labelObjects(packedMask(mask, width, height));
      for (const [depth, expected] of Object.entries(lobes)) {
        expect([...objectPatches(labels)].length).toBe(expected.length);
        const counted: number[] = [];
        for (const patch of objectPatches(labels)) counted.push(countOf(patch, Number(depth)));
        expect(counted).toEqual(expected);
      }
    }
  });
});
