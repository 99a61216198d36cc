import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { greyImage, rgbImage } from '../image.ts';
import { bytes } from '../objects/testing/images.ts';
import { adjustGamma } from './gamma.ts';
import { addGaussianNoise } from './gaussian-noise.ts';
import { motionBlur } from './motion-blur.ts';
import { multiplyLevels } from './multiply.ts';

interface EnhanceFixture {
  readonly gamma: readonly { percent: number; table: string }[];
  readonly motionBlur: {
    readonly width: number;
    readonly height: number;
    readonly image: string;
    readonly blurred: readonly { length: 3 | 5; angle: number; image: string }[];
  };
}

const fixture = JSON.parse(
  readFileSync(new URL('fixtures/enhance.json', import.meta.url), 'utf8'),
) as EnhanceFixture;

const everyLevel = greyImage(
  256,
  1,
  Uint8Array.from({ length: 256 }, (_, level) => level),
);

describe('gamma', () => {
  it('raises the share of white to the power, and cuts', () => {
    const image = rgbImage(1, 1, Uint8Array.of(0, 128, 255));
    // 255·(128/255)² = 64.25, 255·(128/255)^0.5 = 180.67
    expect(adjustGamma(image, 200)).toEqual(rgbImage(1, 1, Uint8Array.of(0, 64, 255)));
    expect(adjustGamma(image, 50)).toEqual(rgbImage(1, 1, Uint8Array.of(0, 180, 255)));
  });

  it.each(fixture.gamma)("has albumentations' table at $percent %", ({ percent, table }) => {
    expect(adjustGamma(everyLevel, percent).data).toEqual(bytes(table));
  });

  it('refuses percentages out of range', () => {
    expect(() => adjustGamma(everyLevel, 1.2)).toThrow('gamma of 1.2 %: expected 10 to 1000');
  });
});

describe('multiplication', () => {
  it('rounds halves to even and stops at white', () => {
    const image = rgbImage(2, 1, Uint8Array.of(0, 1, 3, 100, 231, 240));
    expect([...multiplyLevels(image, 1.5).data]).toEqual([0, 2, 4, 150, 255, 255]); // 1.5, 4.5, 346.5
    expect([...multiplyLevels(image, 0.9).data]).toEqual([0, 1, 3, 90, 208, 216]); // 0.9, 2.7, 207.9
    expect(multiplyLevels(everyLevel, 1)).toEqual(everyLevel);
    expect(() => multiplyLevels(image, -1)).toThrow('a factor of -1: expected 0 to 255');
  });
});

describe('Gaussian noise', () => {
  it('adds a draw times the deviation to each sample in turn, rounded and clipped', () => {
    const draws = [0, 0.5, -0.3, 3, -3, 0.12];
    const image = rgbImage(2, 1, Uint8Array.of(10, 20, 30, 250, 5, 100));
    // variance 25: deviations 0, 2.5, -1.5, 15, -15, 0.6; 22.5 and 28.5 go to the even 22 and 28
    const noisy = addGaussianNoise(image, 25, () => draws.shift()!);
    expect([...noisy.data]).toEqual([10, 22, 28, 255, 0, 101]);
    expect(draws).toEqual([]);
  });

  it('has the variance asked for, and a twelfth for rounding', () => {
    let state = 1;
    const uniform = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state + 0.5) / 2 ** 32;
    };
    const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    const { data } = addGaussianNoise(greyImage(200, 200, new Uint8Array(40_000).fill(128)), 30, normal);
    const mean = data.reduce((sum, level) => sum + level, 0) / data.length;
    const variance = data.reduce((sum, level) => sum + (level - mean) ** 2, 0) / data.length;
    expect(Math.abs(mean - 128)).toBeLessThan(4 * Math.sqrt(30 / data.length)); // 4 standard errors
    expect(Math.abs(variance - 30 - 1 / 12)).toBeLessThan(4 * 30 * Math.sqrt(2 / data.length));
  });

  it('refuses variances out of range', () => {
    expect(() => addGaussianNoise(everyLevel, -1, () => 0)).toThrow('variance -1: expected 0 to 65025');
  });
});

describe('motion blur', () => {
  const dot = greyImage(9, 9); // wide enough that no reflection reaches it
  dot.data[40] = 240;
  const rows = (length: 3 | 5, angle: number) => {
    const { data } = motionBlur(dot, { length, angle });
    return [2, 3, 4, 5, 6].map((y) => [...data.subarray(9 * y + 2, 9 * y + 7)]);
  };

  it('draws a dot out into the line', () => {
    expect(rows(3, 0)[2]).toEqual([0, 80, 80, 80, 0]);
    expect(rows(5, 90).map((row) => row[2])).toEqual([48, 48, 48, 48, 48]);
    // 45° rises to the right
    expect(rows(3, 45)).toEqual([
      [0, 0, 0, 0, 0],
      [0, 0, 0, 80, 0],
      [0, 0, 80, 0, 0],
      [0, 80, 0, 0, 0],
      [0, 0, 0, 0, 0],
    ]);
    // a slope of one half shares the ends between two rows
    expect(rows(3, (Math.atan(0.5) * 180) / Math.PI)).toEqual([
      [0, 0, 0, 0, 0],
      [0, 0, 0, 40, 0],
      [0, 40, 80, 40, 0],
      [0, 40, 0, 0, 0],
      [0, 0, 0, 0, 0],
    ]);
  });

  it('continues borders by reflection about the outermost pixel', () => {
    const image = greyImage(3, 1, Uint8Array.of(30, 60, 120));
    // (60+30+60)/3, (30+60+120)/3, (60+120+60)/3
    expect([...motionBlur(image, { length: 3 }).data]).toEqual([50, 70, 80]);
    const one = rgbImage(1, 1, Uint8Array.of(1, 2, 3));
    expect(motionBlur(one, { angle: 70 })).toEqual(one);
  });

  it('comes round after half a turn', () => {
    for (const angle of [0, 17, 45, 90, 133]) {
      expect(rows(5, angle + 180)).toEqual(rows(5, angle));
      expect(rows(5, angle - 360)).toEqual(rows(5, angle));
    }
  });

  const { width, height, image, blurred } = fixture.motionBlur;
  it.each(blurred)('equals filter2D over $length pixels at $angle°', ({ length, angle, image: expected }) => {
    const { data } = motionBlur(rgbImage(width, height, bytes(image)), { length, angle });
    expect(data).toEqual(bytes(expected));
  });

  it('refuses lengths and angles that it does not have', () => {
    expect(() => motionBlur(dot, { length: 4 as 3 })).toThrow('over 4 pixels: expected 3 or 5');
    expect(() => motionBlur(dot, { angle: Number.NaN })).toThrow(RangeError);
  });
});
