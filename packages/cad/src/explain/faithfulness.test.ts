import { mask } from '@leukolens/imaging';
import { describe, expect, test } from 'vitest';
import { edgeMap, randomMap } from './baseline-maps.ts';
import { energyByObject, energyInside, pointsInside } from './location.ts';
import { perturb, pixelsByImportance, type Scorer } from './perturbation.ts';
import { randomisedWeights } from './randomised-weights.ts';
import { rankCorrelation } from './rank-correlation.ts';

const map = (width: number, height: number, data: readonly number[]) => ({
  width,
  height,
  data: Float32Array.from(data),
});

describe('location', () => {
  const inside = mask(2, 2, Uint8Array.of(1, 0, 1, 0));

  test('energy: the share of the map inside', () => {
    expect(energyInside(map(2, 2, [1, 2, 4, 1]), inside)).toBe(5 / 8);
    expect(energyInside(map(2, 2, [0, 0, 0, 0]), inside)).toBeUndefined();
  });

  test('pointing: where the largest value lies; of level ones the share', () => {
    expect(pointsInside(map(2, 2, [1, 2, 4, 1]), inside)).toBe(1);
    expect(pointsInside(map(2, 2, [1, 5, 4, 1]), inside)).toBe(0);
    expect(pointsInside(map(2, 2, [5, 5, 4, 5]), inside)).toBeCloseTo(1 / 3, 12);
    expect(pointsInside(map(2, 2, [0, 0, 0, 0]), inside)).toBeUndefined();
  });

  test('energy by object, by its number', () => {
    const labels = { width: 2, height: 2, data: [3, 0, 1, 3] };
    expect([...energyByObject(map(2, 2, [1, 2, 4, 1]), labels)].sort()).toEqual([
      [1, 4 / 8],
      [3, 2 / 8],
    ]);
    expect(energyByObject(map(2, 2, [0, 0, 0, 0]), labels).size).toBe(0);
  });

  test('another size is refused', () => {
    expect(() => energyInside(map(4, 1, [1, 2, 3, 4]), inside)).toThrow(
      'a map of 4 x 1 over a picture of 2 x 2; expected the same size',
    );
  });
});

describe('perturb', () => {
  // one bright pixel among 16 decides; its probability is its own value
  const picture = Float32Array.from({ length: 16 }, (_, i) => (i === 5 ? 1 : 0));
  const score: Scorer = async (pictures) => pictures.map((each) => each[5]!);
  const finding = map(
    4,
    4,
    [...picture].map((value) => value),
  );
  const missing = map(
    4,
    4,
    [...picture].map((value) => 1 - value),
  );
  const options = { steps: 4, blur: 100 };

  test('a map that finds what decides: deletion falls at once, insertion rises at once', async () => {
    const { deletion, insertion } = await perturb(picture, finding, score, options);
    // a wide Gaussian with repeated borders leaves less than a tenth of the point
    const filled = deletion.probabilities[4]!;
    expect(filled).toBeLessThan(0.1);
    expect(deletion.probabilities).toEqual([1, filled, filled, filled, filled]);
    expect(insertion.probabilities).toEqual([filled, 1, 1, 1, 1]);
    expect(deletion.area).toBeCloseTo((1 / 2 + 3 * filled + filled / 2) / 4, 6);
    expect(insertion.area).toBeCloseTo((filled / 2 + 3 + 1 / 2) / 4, 6);
  });

  test('a map that points elsewhere is worse in both', async () => {
    const found = await perturb(picture, finding, score, options);
    const missed = await perturb(picture, missing, score, options);
    expect(missed.deletion.area).toBeGreaterThan(found.deletion.area + 0.5);
    expect(missed.insertion.area).toBeLessThan(found.insertion.area - 0.5);
  });

  test('level pixels go in an order of the seed, the same every time', () => {
    const level = map(4, 4, Array(16).fill(1));
    const order = pixelsByImportance(level, 1);
    expect([...order].sort((a, b) => a - b)).toEqual([...Array(16).keys()]);
    expect([...order]).not.toEqual([...Array(16).keys()]);
    expect(pixelsByImportance(level, 1)).toEqual(order);
    expect(pixelsByImportance(level, 2)).not.toEqual(order);
    expect(pixelsByImportance(finding, 3)[0]).toBe(5);
  });
});

describe('maps that know nothing', () => {
  test('noise is uniform and hangs on the seed alone', () => {
    const { data } = randomMap(40, 30, 7);
    expect(randomMap(40, 30, 7).data).toEqual(data);
    expect(randomMap(40, 30, 8).data).not.toEqual(data);
    expect(data.reduce((sum, value) => sum + value, 0) / data.length).toBeCloseTo(0.5, 1);
  });

  test('edges lie where the picture steps, and nowhere in an even one', () => {
    // two channels, the step between the second and the third column
    const row = [0, 0, 1, 1];
    const { data } = edgeMap(Float32Array.from([...row, ...row, ...row, ...row]), 4, 2);
    expect([...data]).toEqual([0, 1, 1, 0, 0, 1, 1, 0]);
    expect([...edgeMap(new Float32Array(8).fill(3), 4, 2).data]).toEqual(Array(8).fill(0));
  });
});

describe('rankCorrelation', () => {
  test('goes by order alone; equal values share a rank', () => {
    expect(rankCorrelation([1, 2, 3], [10, 100, 1000])).toBe(1);
    expect(rankCorrelation([1, 2, 3], [3, 2, 1])).toBe(-1);
    // ranks 1.5 1.5 3 4 against 1 2 3 4: covariance 4.5, variances 4.5 and 5
    expect(rankCorrelation([1, 1, 2, 3], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5), 12);
    expect(rankCorrelation([1, 1], [1, 2])).toBeUndefined();
    expect(() => rankCorrelation([1], [1, 2])).toThrow(RangeError);
  });
});

describe('randomisedWeights', () => {
  const of = (value: number) =>
    new Map(
      ['conv1.weight', 'layer4.0.weight', 'layer40.weight'].map((name) => [name, Float32Array.of(value)]),
    );

  test('whole layers are exchanged, by default all', () => {
    const some = randomisedWeights(of(1), of(2), ['layer4']);
    expect([...some.values()].map(([value]) => value)).toEqual([1, 2, 1]);
    expect([...randomisedWeights(of(1), of(2)).values()].map(([value]) => value)).toEqual([2, 2, 2]);
  });

  test('layers without weights and weights of another network are refused', () => {
    expect(() => randomisedWeights(of(1), of(2), ['layer5'])).toThrow("no weights of 'layer5'");
    expect(() => randomisedWeights(of(1), new Map())).toThrow(
      "'conv1.weight' has 1 numbers when trained, none before",
    );
  });
});
