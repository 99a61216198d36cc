import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { principalComponents, project } from './principal-components.ts';

interface Case {
  readonly rows: number[][];
  readonly mean: number[];
  readonly components: number[][];
  readonly explainedVariance: number[];
  readonly explainedVarianceRatio: number[];
  readonly projected: number[][];
}

const { cases } = JSON.parse(readFileSync(new URL('fixtures/pca.json', import.meta.url), 'utf8')) as {
  cases: Case[];
};

const close = (found: readonly number[], expected: readonly number[], sign = 1) => {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, i) => {
    expect(Math.abs(value - sign * expected[i]!)).toBeLessThanOrEqual(1e-9);
  });
};

describe('principalComponents', () => {
  test.each(cases.map((each, i) => [i, each] as const))(
    'as scikit-learn, up to sign: case %i',
    (_, expected) => {
      const found = principalComponents(expected.rows);
      close(found.mean, expected.mean);
      close(found.explainedVariance, expected.explainedVariance);
      close(found.explainedVarianceRatio, expected.explainedVarianceRatio);
      const projected = expected.rows.map((row) => project(found, row));
      found.components.forEach((component, k) => {
        const sign = Math.sign(
          component.reduce((sum, value, j) => sum + value * expected.components[k]![j]!, 0),
        );
        close(component, expected.components[k]!, sign);
        close(
          projected.map((point) => point[k]!),
          expected.projected.map((point) => point[k]!),
          sign,
        );
      });
    },
  );

  test('the sign is settled: the entry of largest magnitude is positive', () => {
    const { components } = principalComponents([
      [0, 0],
      [-1, -3],
      [-2, -6],
    ]);
    close(components[0]!, [1 / Math.sqrt(10), 3 / Math.sqrt(10)]);
  });

  test('rows that are all the same have a plane and nothing to explain', () => {
    const same = [
      [1, 2],
      [1, 2],
    ];
    const found = principalComponents(same);
    expect(found.explainedVarianceRatio).toEqual([0, 0]);
    close(project(found, [1, 2]), [0, 0]);
  });

  test('too few rows, ragged rows and what is not finite are refused', () => {
    expect(() => principalComponents([[1, 2]])).toThrow('2 components of 1 rows of 2');
    expect(() => principalComponents([[1], [2]])).toThrow('2 components of 2 rows of 1');
    expect(() => principalComponents([[1, 2], [3]])).toThrow('rows of 2 finite numbers');
    expect(() =>
      principalComponents([
        [1, 2],
        [3, Number.NaN],
      ]),
    ).toThrow(RangeError);
  });
});
