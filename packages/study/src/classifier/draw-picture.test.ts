import { describe, expect, test } from 'vitest';
import { random } from '../random.ts';
import { evenClasses, makeClassifierBatch } from './batches.ts';
import { drawPicture } from './draw-picture.ts';
import { shapeSamples, smallClassifierRecipe } from './testing/coloured-samples.ts';

const samples = shapeSamples([0, 1, 2, 3]);
const PIXELS = 32 * 32;
/** Grey pictures, 1 plane: what is black is no nucleus. */
const grey = (augmentation: object, sees: 'nuclei' | 'whole' = 'nuclei') =>
  smallClassifierRecipe({ augmentation: { flips: 0, ...augmentation } }, { colours: 'grey', sees });
const black = -0.456 / 0.224;
const shown = (picture: Float32Array) => picture.filter((value) => value > black + 1e-4).length;
const area = (index: number) => samples[index]!.nuclei.data.reduce((sum, inside) => sum + inside, 0);

test('without augmentation a picture is its sample, nuclei alone', () => {
  const picture = drawPicture(samples[0]!, grey({}), samples, random(1));
  expect(picture).toHaveLength(PIXELS);
  expect(shown(picture)).toBe(area(0));
});

test('equal generators give equal pictures, others others', () => {
  const recipe = grey({
    flips: 0.5,
    turn: 0.5,
    zoom: 0.4,
    stain: 0.1,
    donors: 0.5,
    maskJitter: 2,
    shift: 0.2,
  });
  const draw = (seed: string) => drawPicture(samples[1]!, recipe, samples, random(seed));
  expect(draw('one')).toEqual(draw('one'));
  expect(draw('one')).not.toEqual(draw('two'));
});

describe('augmentation', () => {
  test('a jitter of the mask grows and shrinks what is shown', () => {
    const areas = Array.from({ length: 40 }, (_, seed) =>
      shown(drawPicture(samples[0]!, grey({ maskJitter: 2 }), samples, random(seed))),
    );
    expect(Math.min(...areas)).toBeLessThan(area(0) - 30);
    expect(Math.max(...areas)).toBeGreaterThan(area(0) + 30);
  });

  test('a shift moves the picture; beyond the border is nothing', () => {
    const counts = new Set(
      Array.from({ length: 40 }, (_, seed) => {
        const picture = drawPicture(samples[1]!, grey({ shift: 0.5 }), samples, random(seed));
        return picture.findIndex((value) => value > black + 1e-4);
      }),
    );
    expect(counts.size).toBeGreaterThan(5);
  });

  test('a donor lends its stain, whatever its class', () => {
    const recipe = grey({ donors: 1 }, 'whole');
    const pictures = Array.from({ length: 20 }, (_, seed) =>
      drawPicture(samples[0]!, recipe, samples, random(seed)),
    );
    const means = pictures.map((picture) => picture.reduce((sum, value) => sum + value, 0) / PIXELS);
    expect(Math.max(...means) - Math.min(...means)).toBeGreaterThan(0.02);
  });
});

test('what lies beyond a line may be another picture of the class', () => {
  const discs = shapeSamples([0, 2, 4, 6]);
  const bars = shapeSamples([1, 3]);
  const draw = (mixed: number, seed: number) =>
    drawPicture(discs[0]!, grey({ mixed }), [...bars, ...discs], random(seed));
  const alone = draw(0, 1);
  const changed = Array.from({ length: 40 }, (_, seed) => {
    const picture = draw(1, seed);
    return picture.filter((value, i) => value !== alone[i]).length;
  });
  // some of it, and never all: the disc's own part stays
  expect(Math.max(...changed)).toBeGreaterThan(20);
  expect(Math.max(...changed)).toBeLessThan(2 * area(0));
  // a bar reaches farther than any disc of the samples
  const reach = (picture: Float32Array) =>
    picture.reduce(
      (most, value, i) => (value > black + 1e-4 ? Math.max(most, Math.abs((i % 32) - 16)) : most),
      0,
    );
  expect(Math.max(...Array.from({ length: 40 }, (_, seed) => reach(draw(1, seed))))).toBeLessThan(11);
});

test('masks that were found in other stains are shown as often as its own', () => {
  const larger = { ...samples[0]!.nuclei, data: new Uint8Array(PIXELS).fill(1) };
  const sample = { ...samples[0]!, otherNuclei: [larger] };
  const areas = Array.from({ length: 60 }, (_, seed) =>
    shown(drawPicture(sample, grey({}), samples, random(seed))),
  );
  const own = areas.filter((count) => count === area(0)).length;
  expect(own).toBeGreaterThan(15);
  expect(areas.length - own).toBeGreaterThan(15);
});

test('a batch is its pictures with their labels, by seed and step alone', () => {
  const data = { samples, recipe: smallClassifierRecipe(), seed: '1' };
  const { x, labels } = makeClassifierBatch(data, 0);
  expect([x.length, labels.length]).toEqual([4 * 3 * PIXELS, 4]);
  expect([...labels].map(Number).sort()).toEqual([0, 0, 1, 1]);
  makeClassifierBatch(data, 5);
  expect(makeClassifierBatch(data, 0)).toEqual({ x, labels });
});

test('classes are made even by repeating the rarer', () => {
  const even = evenClasses(shapeSamples([0, 1, 3, 5, 7]));
  expect(even.filter(({ label }) => label === 0)).toHaveLength(4);
  expect(even.filter(({ label }) => label === 1)).toHaveLength(4);
});
