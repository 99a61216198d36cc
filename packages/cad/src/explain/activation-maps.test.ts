import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LayerValues, MAP_METHODS, rawMaps } from './activation-maps.ts';

const layer = (channels: number, width: number, height: number, data: readonly number[]): LayerValues => ({
  channels,
  width,
  height,
  data: Float32Array.from(data),
});

describe('rawMaps', () => {
  test('two channels of two pixels, by hand', () => {
    const a = layer(2, 2, 1, [1, 3, 2, 0]);
    const g = layer(2, 2, 1, [1, 0, -1, 2]);
    const maps = rawMaps(a, g);
    // mean G: 1/2 and 1/2
    expect([...maps.gradcam.data]).toEqual([1.5, 1.5]);
    // G A: (1, 0) and (-2, 0)
    expect([...maps.hirescam.data]).toEqual([-1, 0]);
    // ΣGA/ΣA: 1/4 and -2/2
    expect(maps.xgradcam.data[0]).toBeCloseTo(1 / 4 - 2, 5);
    expect(maps.xgradcam.data[1]).toBeCloseTo(3 / 4, 5);
    // first: α = 1/(2 + 4), w = 1/6; second, where G > 0: α = 4/(8 + 2·8), w = 2/6
    expect(maps['gradcam++'].data[0]).toBeCloseTo(1 / 6 + 2 / 3, 5);
    expect(maps['gradcam++'].data[1]).toBeCloseTo(3 / 6, 5);
  });

  test('a gradient of nothing but zeros gives maps of nothing but zeros', () => {
    const maps = rawMaps(layer(2, 2, 2, [1, 2, 3, 4, -1, -2, -3, -4]), layer(2, 2, 2, Array(8).fill(0)));
    for (const method of MAP_METHODS) expect(maps[method].data.every((value) => value === 0)).toBe(true);
  });

  test('activations that add up to what makes a divisor zero are defined', () => {
    // ΣA = -1e-7 in float32 is not exactly that; 2 + ΣA + 1e-6 = 0 nearly
    const a = layer(1, 2, 1, [-1e-7, 0]);
    const b = layer(1, 2, 1, [-2.000001, 0]);
    const g = layer(1, 2, 1, [1, 1]);
    for (const activations of [a, b]) {
      const maps = rawMaps(activations, g);
      for (const method of MAP_METHODS) expect([...maps[method].data].every(Number.isFinite)).toBe(true);
    }
  });

  test('where a channel has one slope everywhere, three of the maps are one', () => {
    const number = fc.float({ min: -2, max: 2, noNaN: true });
    const cases = fc.tuple(fc.array(number, { minLength: 18, maxLength: 18 }), number, number, number);
    fc.assert(
      fc.property(cases, ([values, ...slopes]) => {
        // as after Mish: mostly positive, so that no channel adds up to nothing
        const a = layer(
          3,
          3,
          2,
          values.map((value) => Math.abs(value) + 0.1),
        );
        const g = layer(
          3,
          3,
          2,
          slopes.flatMap((slope) => Array(6).fill(slope)),
        );
        const { gradcam, hirescam, xgradcam } = rawMaps(a, g);
        const largest = Math.max(...gradcam.data.map(Math.abs), 1e-9);
        gradcam.data.forEach((value, i) => {
          expect(Math.abs(hirescam.data[i]! - value)).toBeLessThanOrEqual(1e-4 * largest + 1e-9);
          expect(Math.abs(xgradcam.data[i]! - value)).toBeLessThanOrEqual(1e-4 * largest + 1e-6);
        });
      }),
    );
  });

  test('another shape and what is not finite are refused', () => {
    expect(() => rawMaps(layer(1, 2, 1, [1, 2]), layer(1, 1, 2, [1, 2]))).toThrow(
      'a gradient of [1, 2, 1] for activations of [1, 1, 2]; expected the same shape',
    );
    expect(() => rawMaps(layer(1, 1, 1, [Number.NaN]), layer(1, 1, 1, [1]))).toThrow(RangeError);
  });
});
