import { describe, expect, it } from 'vitest';
import { fractalNoise, grainCoverage, hash, valueNoise, whiteNoise } from './noise.ts';

describe('noise', () => {
  it('has the same 32 bits at the same place, others elsewhere', () => {
    expect(hash(7, 3, -4)).toBe(hash(7, 3, -4));
    expect(new Set([hash(7, 3, 4), hash(7, 4, 3), hash(8, 3, 4), hash(7, 3, 5)]).size).toBe(4);
  });

  it('is white with mean 0 and standard deviation 1', () => {
    const values = Array.from({ length: 40_000 }, (_, i) => whiteNoise(1, i % 200, Math.floor(i / 200)));
    const mean = values.reduce((a, b) => a + b) / values.length;
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
    expect(mean).toBeCloseTo(0, 1); // standard error 0.005
    expect(Math.sqrt(variance)).toBeCloseTo(1, 1);
  });

  it('is smooth between lattice points and stays in [-1, 1]', () => {
    for (let x = -3; x < 3; x += 0.01) {
      expect(Math.abs(fractalNoise(5, x, 0.3, 4))).toBeLessThanOrEqual(1);
      // A unit's rise of at most 2 has a slope of at most 3 under the cubic fade.
      expect(Math.abs(valueNoise(5, x, 0.3) - valueNoise(5, x + 0.01, 0.3))).toBeLessThanOrEqual(0.031);
    }
  });

  it('strews grains over the share of squares asked for', () => {
    const covered = (presence: number) => {
      let sum = 0;
      for (let y = 0; y < 20; y += 0.1) {
        for (let x = 0; x < 20; x += 0.1) {
          sum += grainCoverage(3, x, y, { radius: 0.2, presence, softness: 0.1 }) > 0 ? 1 : 0;
        }
      }
      return sum / 40_000;
    };
    expect(covered(0)).toBe(0);
    // One disc of radius 0.12 to 0.2 plus half the softness a square, hardly overlapping: about π 0.21² = 0.14.
    expect(covered(1)).toBeGreaterThan(0.1);
    expect(covered(1)).toBeLessThan(0.17);
  });
});
