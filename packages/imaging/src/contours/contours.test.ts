import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LabelImage, labelImage, type Mask } from '../image.ts';
import { labelObjects } from '../objects/label.ts';
import { anyMask, drawnLabels, drawnMask, rowsOf } from '../objects/testing/images.ts';
import { outlines } from './outlines.ts';
import { type Polygon, type Ring, signedArea } from './polygon.ts';
import { rasterize } from './rasterize.ts';

const polygonsOf = (labels: LabelImage): Polygon[] => outlines(labels).flatMap(({ polygons }) => polygons);

describe('outlines', () => {
  it('go round the corners of a single pixel, counter-clockwise in numbers', () => {
    expect(outlines(drawnLabels('...', '..1'))).toEqual([
      {
        label: 1,
        polygons: [
          [
            [
              [2, 1],
              [3, 1],
              [3, 2],
              [2, 2],
              [2, 1],
            ],
          ],
        ],
      },
    ]);
  });

  it('leave out points on straight lines, and give holes the other direction', () => {
    const [[exterior, hole]] = polygonsOf(drawnLabels('1111', '1..1', '1111')) as [Polygon];
    expect(exterior!.length).toBe(5);
    expect(signedArea(exterior!)).toBe(12);
    expect(hole!.length).toBe(5);
    expect(signedArea(hole!)).toBe(-2);
  });

  it('make parts that touch by a corner polygons of their own', () => {
    const [object] = outlines(drawnLabels('11..', '11..', '..1.', '...1'));
    expect(object!.polygons.map(([ring]) => [ring![0], signedArea(ring!)])).toEqual([
      [[0, 0], 4],
      [[2, 2], 1],
      [[3, 3], 1],
    ]);
  });

  it('make a bay closed by a corner a hole, and of two holes that touch two', () => {
    // The bay's only way out is between (2, 1) and (1, 2), which touch by their corners.
    const [bay] = polygonsOf(drawnLabels('111', '1.1', '11.'));
    expect(bay!.map(signedArea)).toEqual([8, -1]);
    const [two] = polygonsOf(drawnLabels('1111', '1.11', '11.1', '1111'));
    expect(two!.map(signedArea)).toEqual([16, -1, -1]);
  });

  it('belong to their label where objects touch and where one lies in another', () => {
    const found = outlines(drawnLabels('1112', '1312', '1112'));
    expect(
      found.map(({ label, polygons }) => [label, polygons.map((polygon) => polygon.map(signedArea))]),
    ).toEqual([
      [1, [[9, -1]]],
      [2, [[3]]],
      [3, [[1]]],
    ]);
  });

  it('are valid polygons that rasterize gives back, on any mask', () => {
    fc.assert(
      fc.property(anyMask, (image) => {
        const found = outlines(labelObjects(image));
        for (const { polygons } of found) for (const polygon of polygons) checkValid(polygon);
        expect(
          rasterize(
            found.flatMap(({ polygons }) => polygons),
            image.width,
            image.height,
          ),
        ).toEqual(image);
      }),
      { numRuns: 300 },
    );
  });

  it('give back every label by itself, on any labels', () => {
    fc.assert(
      fc.property(anyMask, fc.integer({ min: 1, max: 3 }), ({ width, height, data }, stripe) => {
        const numbers = Uint16Array.from(data, (inside, i) =>
          inside === 0 ? 0 : 1 + (((i % width) >> stripe) % 3),
        );
        for (const { label, polygons } of outlines(labelImage(width, height, numbers))) {
          expect([...rasterize(polygons, width, height).data]).toEqual(
            [...numbers].map((n) => (n === label ? 1 : 0)),
          );
        }
      }),
    );
  });
});

describe('rasterize', () => {
  const square = (x0: number, y0: number, x1: number, y1: number): Ring => [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
    [x0, y0],
  ];

  it('takes pixels by their centres, whatever the direction of rings', () => {
    expect(rowsOf(rasterize([[square(0.5, 0.6, 2.5, 2.6)]], 4, 4))).toEqual(['....', '##..', '##..', '....']);
    const hole: Polygon = [[...square(0, 0, 3, 3)].reverse(), square(1, 1, 2, 2)];
    expect(rowsOf(rasterize([hole], 3, 3))).toEqual(['###', '#.#', '###']);
  });

  it('unites polygons that overlap, and cuts them at the border of the image', () => {
    expect(rowsOf(rasterize([[square(-9, -9, 2, 2)], [square(1, 1, 99, 99)]], 3, 3))).toEqual([
      '##.',
      '###',
      '.##',
    ]);
    expect(rowsOf(rasterize([[square(5, 5, 9, 9)], []], 2, 1))).toEqual(['..']);
  });

  it('fills slanted edges and closes an open ring', () => {
    const triangle: Ring = [
      [0, 0],
      [4, 0],
      [0, 4],
    ];
    expect(rowsOf(rasterize([[triangle]], 4, 4))).toEqual(['###.', '##..', '#...', '....']);
  });

  it('refuses coordinates that are no numbers, and polygons beyond measure', () => {
    expect(() => rasterize([[[[0, Number.NaN]]]], 2, 2)).toThrow('finite numbers, but [0, NaN] was given');
    const comb: Ring = Array.from({ length: 20_000 }, (_, i) => [i, i % 2 === 0 ? 0 : 10_000]);
    expect(() => rasterize([[comb]], 1, 10_000)).toThrow('simplify it');
  });
});

/** The rules of OGC Simple Features for polygons, for rings along the grid. */
function checkValid(polygon: Polygon): void {
  for (const [n, ring] of polygon.entries()) {
    expect(ring.length).toBeGreaterThanOrEqual(5);
    expect(ring.at(-1)).toEqual(ring[0]);
    expect(Math.sign(signedArea(ring))).toBe(n === 0 ? 1 : -1);
    // A ring that passes no grid point twice neither crosses nor touches itself.
    const points = gridPoints(ring);
    expect(new Set(points).size).toBe(points.length);
    for (let i = 1; i < ring.length; i++) {
      const [before, at, after] = [ring[i - 1]!, ring[i]!, ring[i + 1] ?? ring[1]!];
      // Every position is a corner: the edges meeting there are at a right angle.
      expect(
        Math.abs((at[0] - before[0]) * (after[0] - at[0]) + (at[1] - before[1]) * (after[1] - at[1])),
      ).toBe(0);
    }
  }
  // Rings share points at most, no edges: as many edges as they have together are different.
  const edges = polygon.flatMap((ring) => gridEdges(ring));
  expect(new Set(edges).size).toBe(edges.length);
  // Holes lie within the exterior: cutting them out takes away pixels that were in, as many as they enclose.
  const [width, height] = [16, 16];
  const pixels = (rings: Polygon): Mask => rasterize([rings], width, height);
  const count = (image: Mask) => image.data.reduce((sum, pixel) => sum + pixel, 0);
  const exterior = pixels(polygon.slice(0, 1));
  for (const hole of polygon.slice(1)) {
    expect(pixels([hole]).data.every((pixel, i) => pixel === 0 || exterior.data[i] === 1)).toBe(true);
  }
  const whole = pixels(polygon);
  expect(count(whole)).toBe(polygon.reduce((area, ring) => area + signedArea(ring), 0));
  // The interior hangs together: one object even where corners don't count.
  expect(Math.max(...labelObjects(whole, 4).data)).toBe(1);
}

function gridEdges(ring: Ring): string[] {
  const edges: string[] = [];
  for (let i = 1; i < ring.length; i++) {
    const [x0, y0] = ring[i - 1]!;
    const [x1, y1] = ring[i]!;
    const length = Math.abs(x1 - x0) + Math.abs(y1 - y0);
    for (let step = 0; step < length; step++) {
      const at = (a: number, b: number, s: number) => a + ((b - a) * s) / length;
      const ends = [
        `${at(x0, x1, step)} ${at(y0, y1, step)}`,
        `${at(x0, x1, step + 1)} ${at(y0, y1, step + 1)}`,
      ];
      edges.push(ends.sort().join(' to '));
    }
  }
  return edges;
}

function gridPoints(ring: Ring): string[] {
  const points: string[] = [];
  for (let i = 1; i < ring.length; i++) {
    const [x0, y0] = ring[i - 1]!;
    const [x1, y1] = ring[i]!;
    const length = Math.abs(x1 - x0) + Math.abs(y1 - y0);
    for (let step = 0; step < length; step++) {
      points.push(`${x0 + ((x1 - x0) * step) / length} ${y0 + ((y1 - y0) * step) / length}`);
    }
  }
  return points;
}

describe('labels and outlines together', () => {
  it('keep an object drawn by hand', () => {
    const image = drawnMask('.##..#', '####..', '.##.##', '...##.');
    expect(rowsOf(rasterize(polygonsOf(labelObjects(image)), 6, 4))).toEqual(rowsOf(image));
  });
});
