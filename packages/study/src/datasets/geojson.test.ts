import { describe, expect, test } from 'vitest';
import { readOutlines } from './geojson.ts';
import { outlinedTruth } from './outlined-truth.ts';

/** A rectangle of pixels, as a closed ring. */
function ring(left: number, top: number, right: number, bottom: number) {
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
    [left, top],
  ];
}

const polygon = (...rings: number[][][]) => ({ type: 'Polygon', coordinates: rings });

function feature(geometry: unknown, properties: object = {}, rest: object = {}) {
  return { type: 'Feature', geometry, properties, ...rest };
}

/** What features draw into 6 x 4 pixels: # nucleus, + cytoplasm, . the rest. */
function drawn(...features: unknown[]): string[] {
  const text = JSON.stringify({ type: 'FeatureCollection', features });
  const { nucleus, cytoplasm, unknownPixels } = outlinedTruth(readOutlines(text, 'a.geojson'), {
    width: 6,
    height: 4,
  });
  expect(unknownPixels).toBe(0);
  const pixels = [...nucleus.data].map((inside, i) => {
    expect(inside + cytoplasm.data[i]!).toBeLessThan(2);
    return inside ? '#' : cytoplasm.data[i] ? '+' : '.';
  });
  return [0, 1, 2, 3].map((y) => pixels.slice(6 * y, 6 * y + 6).join(''));
}

const refusal = (json: unknown) => () =>
  readOutlines(typeof json === 'string' ? json : JSON.stringify(json), 'a.geojson');

describe('what features draw', () => {
  test('polygons with holes, and of several parts', () => {
    expect(drawn(feature(polygon(ring(0, 0, 4, 4), ring(1, 1, 3, 3))))).toEqual([
      '####..',
      '#..#..',
      '#..#..',
      '####..',
    ]);
    const two = {
      type: 'MultiPolygon',
      coordinates: [[ring(0, 0, 2, 1)], [ring(4, 2, 6, 4), ring(5, 3, 6, 4)]],
    };
    expect(drawn(feature(two))).toEqual(['##....', '......', '....##', '....#.']);
  });

  test('pixels whose centres are in; fractions, and coordinates beyond the image', () => {
    expect(drawn(feature(polygon(ring(0.4, 0.6, 2.6, 9))))).toEqual(['......', '###...', '###...', '###...']);
    expect(drawn(feature(polygon(ring(-5, -5, 0.5, 0.4))), feature(polygon(ring(5, 0, 60, 60))))).toEqual([
      '.....#',
      '.....#',
      '.....#',
      '.....#',
    ]);
  });

  test('nothing, where nothing was drawn', () => {
    expect(drawn()).toEqual(['......', '......', '......', '......']);
  });

  test('classes do not matter, but for Cytoplasm, over which nuclei go', () => {
    const cytoplasm = feature(polygon(ring(0, 0, 6, 2)), {
      classification: { name: 'Cytoplasm', colorRGB: -1 },
    });
    const nucleus = feature(polygon(ring(1, 1, 3, 3)), { classification: { name: 'Lymphocyte' } });
    expect(drawn(nucleus, cytoplasm)).toEqual(['++++++', '+##+++', '.##...', '......']);
    const small = feature(polygon(ring(0, 0, 1, 1)), { classification: { names: ['cytoplasm'] } });
    expect(drawn(small, feature(polygon(ring(2, 0, 3, 1)), { classification: null }))[0]).toBe('+.#...');
  });

  test("QuPath's cells are nucleus and cytoplasm", () => {
    const cell = feature(
      polygon(ring(0, 0, 4, 3)),
      { objectType: 'cell' },
      { nucleusGeometry: polygon(ring(1, 1, 3, 2)) },
    );
    expect(drawn(cell)).toEqual(['++++..', '+##+..', '++++..', '......']);
  });

  test('a list of features is as good as a collection, and a ring need not be closed', () => {
    const open = feature(polygon(ring(0, 0, 2, 1).slice(0, 4)));
    const read = readOutlines(JSON.stringify([open]), 'a.json');
    expect([...outlinedTruth(read, { width: 3, height: 1 }).nucleus.data]).toEqual([1, 1, 0]);
    // z, plane and what else there is are left aside
    const more = {
      ...polygon(
        [
          [0, 0, 7],
          [1, 0, 7],
          [1, 1, 7],
        ].map((p) => p),
      ),
      plane: { c: -1, z: 0, t: 0 },
    };
    expect(readOutlines(JSON.stringify([feature(more)]), 'a.json').features[0]!.nucleus[0]![0]).toEqual([
      [0, 0],
      [1, 0],
      [1, 1],
    ]);
  });
});

describe('what is refused, in one line with file and feature', () => {
  test.each([
    ['{"type":', /^a\.geojson is not GeoJSON: [^\n]*$/],
    ['7', 'a.geojson holds 7; expected a FeatureCollection or a list of features'],
    [{ type: 'Topology' }, 'a.geojson holds type "Topology"'],
    [{ type: 'FeatureCollection' }, 'a.geojson holds type "FeatureCollection"; expected'],
    [[7], 'a.geojson: feature 1 is 7; expected a Feature'],
    [[{ type: 'Polygon', coordinates: [] }], 'a.geojson: feature 1 is "Polygon"; expected a Feature'],
  ])('%j', (json, message) => {
    expect(refusal(json)).toThrow(message);
  });

  test.each([
    [{ type: 'Point', coordinates: [1, 2] }, 'has the geometry "Point"; expected Polygon or MultiPolygon'],
    [null, 'has the geometry null'],
    [undefined, 'has the geometry nothing'],
    [{ type: 'Polygon', coordinates: 'x' }, 'has "x" among its coordinates; expected a list'],
    [
      {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [1, 1],
          ],
        ],
      },
      'has a ring of 2 positions; expected 3 or more',
    ],
    [{ type: 'MultiPolygon', coordinates: [ring(0, 0, 1, 1)] }, 'has a ring of 2 positions'],
    [
      {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [1, null],
            [1, 1],
          ],
        ],
      },
      'has the position [1,null]; expected [x, y]',
    ],
    [
      {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            ['1', 0],
            [1, 1],
          ],
        ],
      },
      'has the position ["1",0]',
    ],
    [
      {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [1e8, 0],
            [1, 1],
          ],
        ],
      },
      'has the position [100000000,0]; expected [x, y] in pixels, from -10000000 to',
    ],
  ])('%j', (geometry, message) => {
    const good = feature(polygon(ring(0, 0, 1, 1)));
    expect(refusal([good, feature(geometry)])).toThrow(`a.geojson: feature 2 ${message}`);
  });

  test('numbers beyond floating point, and a cell whose nucleus is not known', () => {
    const text = JSON.stringify([feature(polygon(ring(0, 0, 77, 77)))]).replaceAll('77', '1e999');
    expect(refusal(text)).toThrow('a.geojson: feature 1 has the position');
    expect(refusal([feature(polygon(ring(0, 0, 1, 1)), { objectType: 'cell' })])).toThrow(
      'a.geojson: feature 1 is a cell without nucleusGeometry',
    );
  });

  test('more features than any image has', () => {
    expect(refusal(Array.from({ length: 200_001 }, () => 0))).toThrow(
      'has 200001 features; up to 200000 are read',
    );
  });

  test('deep nesting', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(refusal(deep)).toThrow(/^a\.geojson: feature 1 is \[…\]; expected a Feature$/);
  });

  test('outlines outside the image, whose coordinates are not pixels then', () => {
    expect(() => drawn(feature(polygon(ring(0, 0, 1, 1))), feature(polygon(ring(7, 0, 9, 2))))).toThrow(
      'a.geojson: feature 2 lies outside the image of 6 x 4 pixels (x 7 to 9, y 0 to 2); coordinates are pixels of the image',
    );
    expect(() => drawn(feature(polygon()))).toThrow('feature 1 lies outside');
  });

  test('outlines that take too long to draw', () => {
    const whole = feature(polygon(ring(0, 0, 6, 4)));
    expect(() => drawn(...Array.from({ length: 101 }, () => whole))).toThrow(
      'a.geojson: up to feature 101 the outlines cover the image 101 times',
    );
    // up and down over 10,000 rows, 4,000 times
    const zigzag = Array.from({ length: 4000 }, (_, i) => [i / 400, i % 2 === 0 ? 0 : 10_000]);
    const read = readOutlines(JSON.stringify([feature(polygon(zigzag))]), 'a.geojson');
    expect(() => outlinedTruth(read, { width: 10, height: 10_000 })).toThrow('and cross its rows 4');
  });
});
