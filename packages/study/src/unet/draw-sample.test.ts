import { describe, expect, test } from 'vitest';
import { random } from '../random.ts';
import type { Augmentation } from '../training/augmentation.ts';
import { type Drawn, drawSample } from './draw-sample.ts';
import { levelsOf, madeSample } from './testing/made-sample.ts';
import { smallRecipe } from './testing/small-recipe.ts';

const SIDE = 16;
const PIXELS = SIDE * SIDE;

const recipe = (augmentation: Partial<Augmentation>, changes: object = {}) =>
  smallRecipe({ side: SIDE, augmentation: { flips: 0, ...augmentation }, ...changes });

/** Red and green say where a pixel is; blue says how much of it is nucleus; pixels count where x is even. */
const where = madeSample(50, 40, (x, y) => {
  const target = (x - 22) ** 2 + (y - 17) ** 2 < 90 ? 255 : 0;
  return { colour: [5 * x, 6 * y, target], target, counted: x % 2 === 0 ? 1 : 0 };
});

const plane = (drawn: Drawn, channel: number) =>
  levelsOf(drawn.x.subarray(channel * PIXELS, (channel + 1) * PIXELS));

const draws = (count: number, run: (seed: number) => void) => {
  for (let seed = 0; seed < count; seed++) run(seed);
};

describe('without augmentation', () => {
  test('a picture is a window of the sample, pixel for pixel', () => {
    draws(50, (seed) => {
      const drawn = drawSample(where, recipe({}), random(seed));
      const [red, green, blue] = [0, 1, 2].map((channel) => plane(drawn, channel)) as [
        number[],
        number[],
        number[],
      ];
      const [left, top] = [Math.round(red[0]! / 5), Math.round(green[0]! / 6)];
      expect(left).toBeGreaterThanOrEqual(0);
      expect(left + SIDE).toBeLessThanOrEqual(50);
      expect(top + SIDE).toBeLessThanOrEqual(40);
      for (let at = 0; at < PIXELS; at++) {
        const [x, y] = [left + (at % SIDE), top + Math.floor(at / SIDE)];
        const from = y * 50 + x;
        expect(red[at]).toBeCloseTo(5 * x, 3);
        expect(green[at]).toBeCloseTo(6 * y, 3);
        expect(blue[at]).toBeCloseTo(where.target[from]!, 3);
        expect(drawn.target[at]).toBe(where.target[from]! / 255);
        expect(drawn.counted[at]).toBe(where.counted[from]);
      }
    });
  });

  test('a sample smaller than the picture lies within it, mirrored beyond its border', () => {
    const small = madeSample(10, 7, (x, y) => ({ colour: [20 * x, 30 * y, 0], target: 20 * x }));
    draws(20, (seed) => {
      const drawn = drawSample(small, recipe({}), random(seed));
      const red = plane(drawn, 0)
        .slice(0, SIDE)
        .map((level) => Math.round(level / 20));
      const from = red.findIndex(
        (x, i) => x === 0 && red[i + 1] === 1 && red.slice(i, i + 10).every((v, k) => v === k),
      );
      expect(from).toBeGreaterThanOrEqual(0);
      for (let u = 0; u < from; u++) expect(red[u]).toBe(from - u);
      for (let u = from + 10; u < SIDE; u++) expect(red[u]).toBe(18 - (u - from));
    });
  });

  test('most pictures are cut round a nucleus', () => {
    const rare = madeSample(400, 400, (x, y) => {
      const target = x < 40 && y < 40 ? 255 : 0;
      return { colour: [0, 0, 0], target };
    });
    let met = 0;
    draws(100, (seed) => {
      if (drawSample(rare, recipe({}), random(seed)).target.some((value) => value > 0)) met++;
    });
    // a hundredth of the sample is nucleus; 40 tries meet it with 1 - 0.99⁴⁰ = 0.33, which 0.8 of the pictures want
    expect(met).toBeGreaterThan(12);
    expect(met).toBeLessThan(45);
  });
});

test('equal generators give equal pictures, others others', () => {
  const all = recipe({ flips: 0.5, turn: 0.5, zoom: 0.5, stain: 0.1, gamma: 0.5, clahe: 0.5, noise: 0.5 });
  const first = drawSample(where, all, random('one'));
  expect(drawSample(where, all, random('one'))).toEqual(first);
  expect(drawSample(where, all, random('two'))).not.toEqual(first);
});

describe('image and target move together', () => {
  test.each<[string, Partial<Augmentation>]>([
    ['flips, quarter turns and transposition', { flips: 1 }],
    ['some flips', { flips: 0.5 }],
    ['turns by any angle', { turn: 1 }],
    ['zoom', { turn: 1, zoom: 1 }],
    ['everything', { flips: 0.5, turn: 0.5, zoom: 0.4 }],
  ])('under %s', (_, augmentation) => {
    draws(40, (seed) => {
      const drawn = drawSample(where, recipe(augmentation), random(seed));
      // both are interpolated alike; the picture is rounded to whole levels
      plane(drawn, 2).forEach((level, at) => {
        expect(Math.abs(level - 255 * drawn.target[at]!)).toBeLessThanOrEqual(0.51);
      });
    });
  });

  test('what counts is that of the nearest pixel', () => {
    draws(40, (seed) => {
      const drawn = drawSample(where, recipe({ flips: 0.5 }), random(seed));
      plane(drawn, 0).forEach((level, at) => {
        expect(drawn.counted[at]).toBe(Math.round(level / 5) % 2 === 0 ? 1 : 0);
      });
    });
    // turned and zoomed, too, but for where two pixels are equally near or the sample is mirrored
    const slow = madeSample(120, 120, (x, y) => ({
      colour: [2 * x, 2 * y, 0],
      target: 0,
      counted: x < 60 ? 1 : 0,
    }));
    draws(20, (seed) => {
      const drawn = drawSample(slow, recipe({ turn: 1, zoom: 0.3 }), random(seed));
      plane(drawn, 0).forEach((level, at) => {
        const x = level / 2;
        if (Math.abs(x - 59.5) > 1) expect(drawn.counted[at]).toBe(x < 59.5 ? 1 : 0);
      });
    });
  });

  test('every plane of truth is moved alike', () => {
    const two = {
      ...where,
      target: Uint8Array.from([...where.target, ...where.target.map((value) => 255 - value)]),
      counted: Uint8Array.from([...where.counted, ...where.counted]),
    };
    const outlined = recipe({ flips: 0.5, turn: 0.5 }, { design: { outlines: ['nucleus', 'cell'] } });
    draws(10, (seed) => {
      const { target, counted } = drawSample(two, outlined, random(seed));
      for (let at = 0; at < PIXELS; at++) {
        expect(target[at]! + target[PIXELS + at]!).toBeCloseTo(1, 5);
        expect(counted[PIXELS + at]).toBe(counted[at]);
      }
    });
  });
});

describe('views', () => {
  /** The picture's step to the right and down, in pixels of the sample, from its middle, where nothing is mirrored. */
  function steps(augmentation: Partial<Augmentation>, seed: number): [number, number, number, number] {
    const slow = madeSample(120, 120, (x, y) => ({ colour: [2 * x, 2 * y, 0], target: 0 }));
    const drawn = drawSample(slow, recipe(augmentation), random(seed));
    const [red, green] = [plane(drawn, 0), plane(drawn, 1)];
    const [from, right, down] = [6 * SIDE + 6, 6 * SIDE + 10, 10 * SIDE + 6];
    return [
      red[right]! - red[from]!,
      green[right]! - green[from]!,
      red[down]! - red[from]!,
      green[down]! - green[from]!,
    ].map((difference) => difference / 8) as [number, number, number, number];
  }

  test('flips give all eight symmetries of the square, and no other', () => {
    const seen = new Map<string, number>();
    draws(400, (seed) => {
      const key = steps({ flips: 0.5 }, seed)
        .map((step) => Math.round(step))
        .join(' ');
      seen.set(key, (seen.get(key) ?? 0) + 1);
    });
    expect([...seen.keys()].sort()).toEqual(
      ['1 0 0 1', '-1 0 0 1', '1 0 0 -1', '-1 0 0 -1', '0 1 1 0', '0 -1 1 0', '0 1 -1 0', '0 -1 -1 0'].sort(),
    );
    expect(Math.min(...seen.values())).toBeGreaterThan(20);
  });

  test('turning keeps sizes; zooming changes them by up to its power of two, evenly', () => {
    const sizes: number[] = [];
    draws(60, (seed) => {
      const [xu, yu, xv, yv] = steps({ turn: 1, zoom: 0.5 }, seed);
      // right angles and equal lengths, within the rounding of levels over four pixels
      expect(Math.abs(xu * xv + yu * yv)).toBeLessThan(0.4);
      expect(Math.abs(Math.hypot(xu, yu) - Math.hypot(xv, yv))).toBeLessThan(0.4);
      sizes.push(Math.hypot(xu, yu));
      const [cosine, sine] = steps({ turn: 1 }, seed);
      expect(Math.abs(Math.hypot(cosine, sine) - 1)).toBeLessThan(0.2);
    });
    expect(Math.min(...sizes)).toBeGreaterThan(2 ** -0.5 - 0.2);
    expect(Math.max(...sizes)).toBeLessThan(2 ** 0.5 + 0.2);
    expect(Math.max(...sizes) / Math.min(...sizes)).toBeGreaterThan(1.5);
  });
});

test('colours change the picture and leave the truth', () => {
  const plain = drawSample(where, recipe({}), random(3));
  for (const augmentation of [{ stain: 0.2 }, { gamma: 1 }, { clahe: 1 }, { noise: 1 }]) {
    const coloured = drawSample(where, recipe(augmentation), random(3));
    expect(coloured.target).toEqual(plain.target);
    expect(coloured.counted).toEqual(plain.counted);
    expect(coloured.x).not.toEqual(plain.x);
    expect(coloured.x.every((value) => value >= -1 && value <= 1)).toBe(true);
  }
});
