import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rgbImage } from '../image.ts';
import { type Planes, planes, planesOf, rgbOf } from '../planes.ts';
import { dihedralPlanes } from './dihedral.ts';
import { resize, resizeRgb, thresholdResized } from './resize.ts';

interface Stored {
  readonly width: number;
  readonly height: number;
  readonly data: readonly number[];
}

const fixture = JSON.parse(readFileSync(new URL('fixtures/resize.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly (Stored & {
    readonly area: readonly Stored[];
    readonly linear: readonly Stored[];
  })[];
};

/** One plane, typed as a matrix. */
function plane(...rows: readonly (readonly number[])[]): Planes {
  return planes(1, rows[0]!.length, rows.length, Float32Array.from(rows.flat()));
}

/** Numbers that differ from `expected` by rounding in float32 alone. */
function expectClose({ data }: Planes, expected: ArrayLike<number>, most = 1e-4): void {
  expect(data.length).toBe(expected.length);
  data.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(most);
  });
}

const pictures = fc
  .record({
    width: fc.integer({ min: 1, max: 12 }),
    height: fc.integer({ min: 1, max: 12 }),
    seed: fc.integer({ min: 1, max: 1000 }),
  })
  .map(({ width, height, seed }) =>
    planes(
      2,
      width,
      height,
      Float32Array.from({ length: 2 * width * height }, (_, i) => (seed * (i + 7) ** 2) % 256),
    ),
  );

const side = fc.integer({ min: 1, max: 16 });

const mirrored = (source: Planes, symmetry: number): Planes => ({
  ...source,
  data: dihedralPlanes(source.data, source.width, source.height, symmetry),
});

const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('shrinking averages over the area of a new pixel', () => {
  test('by whole factors', () => {
    const source = plane([0, 4, 10, 30], [8, 12, 50, 70]);
    expectClose(resize(source, 2, 1), [6, 40]);
    expectClose(resize(source, 4, 1), [4, 8, 30, 50]);
    expectClose(resize(source, 2, 2), [2, 20, 10, 60]);
  });

  test('by fractions: a pixel at the border of two counts in both by its parts', () => {
    // 3 to 2: each new pixel covers one and a half
    expectClose(resize(plane([30, 60, 90]), 2, 1), [40, 80]);
    // 5 to 3: [0, 5/3), [5/3, 10/3), [10/3, 5)
    expectClose(resize(plane([10, 20, 30, 40, 50]), 3, 1), [
      (10 + 20 * (2 / 3)) / (5 / 3),
      (20 / 3 + 30 + 40 / 3) / (5 / 3),
      (40 * (2 / 3) + 50) / (5 / 3),
    ]);
  });

  test('of a single bright pixel the brightness spreads', () => {
    const source = plane([0, 0, 0], [0, 90, 0], [0, 0, 0]);
    expectClose(resize(source, 1, 1), [10]);
    expectClose(resize(source, 2, 2), [10, 10, 10, 10]); // a quarter of 90 over 9/4 pixels
  });
});

describe('growing interpolates between the centres of pixels', () => {
  test('by two, the border repeated', () => {
    // centres of the new pixels lie at -1/4, 1/4, 3/4 and 5/4 of the old
    expectClose(resize(plane([0, 8]), 4, 1), [0, 2, 6, 8]);
    expectClose(
      resize(plane([0, 8], [16, 24]), 4, 4),
      [
        [0, 2, 6, 8],
        [4, 6, 10, 12],
        [12, 14, 18, 20],
        [16, 18, 22, 24],
      ].flat(),
    );
  });

  test('by three halves', () => {
    // centres at 1/3 (i + 1/2) · 2 - 1/2: -1/6, 1/2, 7/6
    expectClose(resize(plane([6, 12]), 3, 1), [6, 9, 12]);
    expectClose(resize(plane([7]), 3, 2), [7, 7, 7, 7, 7, 7]);
  });

  test('one axis may grow while the other shrinks', () => {
    expectClose(resize(plane([0, 8], [16, 24]), 4, 1), [8, 10, 14, 16]);
  });
});

test('the same size is the same picture', () => {
  const source = plane([1, 2], [3, 4]);
  expect(resize(source, 2, 2)).toBe(source);
});

test('every plane is resized by itself', () => {
  const source = planes(2, 2, 1, Float32Array.of(0, 10, 100, 200));
  expect(resize(source, 1, 1)).toEqual(planes(2, 1, 1, Float32Array.of(5, 150)));
});

test('shrinking keeps the mean; values stay within those that there were', () => {
  fc.assert(
    fc.property(pictures, side, side, (source, width, height) => {
      const [least, most] = [Math.min(...source.data), Math.max(...source.data)];
      const result = resize(source, width, height);
      for (const value of result.data) {
        expect(value).toBeGreaterThanOrEqual(least - 1e-3);
        expect(value).toBeLessThanOrEqual(most + 1e-3);
      }
      if (width <= source.width && height <= source.height) {
        expect(mean(result.data)).toBeCloseTo(mean(source.data), 3);
      }
    }),
    { numRuns: 200, seed: 31 },
  );
});

test('a mirrored picture gives the mirrored result', () => {
  fc.assert(
    fc.property(pictures, side, side, fc.constantFrom(4, 6, 2), (source, width, height, symmetry) => {
      const result = resize(mirrored(source, symmetry), width, height);
      expectClose(result, mirrored(resize(source, width, height), symmetry).data, 1e-3);
    }),
    { numRuns: 200, seed: 32 },
  );
});

test('an image is resized as its planes are, and rounded', () => {
  const image = rgbImage(2, 1, Uint8Array.of(0, 10, 200, 1, 30, 255));
  // 0.5 is rounded to even, as OpenCV and the array itself do; 20; 227.5
  expect(resizeRgb(image, 1, 1)).toEqual(rgbImage(1, 1, Uint8Array.of(0, 20, 228)));
  fc.assert(
    fc.property(side, side, side, side, fc.nat(), (width, height, toWidth, toHeight, seed) => {
      const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => (seed + 31 * i * i) % 256);
      const drawn = rgbImage(width, height, data);
      expect(resizeRgb(drawn, toWidth, toHeight)).toEqual(rgbOf(resize(planesOf(drawn), toWidth, toHeight)));
    }),
    { numRuns: 100, seed: 34 },
  );
});

test('where a resized plane exceeds a threshold', () => {
  // 0 2 6 8 and 8 6 2 0, see above
  const two = planes(2, 2, 1, Float32Array.of(0, 8, 8, 0));
  expect([...thresholdResized(two, 0, 4, 1, 2).data]).toEqual([0, 0, 1, 1]);
  expect([...thresholdResized(two, 1, 4, 1, 1.9).data]).toEqual([1, 1, 1, 0]);
});

describe.each(fixture.cases)('as OpenCV, from $width x $height', ({ width, height, data, area, linear }) => {
  const source = planes(1, width, height, Float32Array.from(data));

  test.each(area)('INTER_AREA to $width x $height, within 1e-3 levels', (expected) => {
    expectClose(resize(source, expected.width, expected.height), expected.data, 1e-3);
  });

  test.each(linear)('INTER_LINEAR to $width x $height, within 1e-3 levels', (expected) => {
    expectClose(resize(source, expected.width, expected.height), expected.data, 1e-3);
  });
});
