import { MEASURES, type Measure } from '../../explain/faithfulness.ts';
import { markdownTable, NONE } from '../markdown.ts';
import type { ClassificationFile } from './methods.ts';

const TITLES: Readonly<Record<Measure, string>> = {
  energyInside: 'energy in nuclei',
  pointing: 'pointing game',
  deletion: 'deletion',
  insertion: 'insertion',
  randomised: 'rank correlation with random weights',
};

/** A line a fold, layer and method of the classifiers whose maps were measured; undefined where none were. */
export function faithfulnessTable(files: readonly ClassificationFile[]): string | undefined {
  const rows = files.flatMap(({ method: { title }, result: { done } }) =>
    done.flatMap(({ fold, faithfulness = [] }) =>
      faithfulness.map(({ layer, method, measures }) => [
        title,
        String(fold),
        layer ?? NONE,
        method,
        ...MEASURES.map((measure) => {
          const found = measures[measure];
          if (found === undefined) return NONE;
          const [low, high] = found.interval;
          return `${found.mean.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
        }),
      ]),
    ),
  );
  return rows.length === 0
    ? undefined
    : markdownTable(
        ['Method', 'Fold', 'Layer', 'Maps', ...MEASURES.map((measure) => TITLES[measure])],
        rows,
        [0, 2, 3],
      );
}
