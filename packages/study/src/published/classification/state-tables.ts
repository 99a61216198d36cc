import { CONDITIONS, type Condition } from '../../classifier/conditions.ts';
import type { ConditionScores } from '../../classifier/result.ts';
import { verdictsIn } from '../../classifier/verdicts.ts';
import { predicted } from '../../metrics/class-scores.ts';
import { selectiveAccuracy } from '../../metrics/selective-accuracy.ts';
import { markdownTable, NONE } from '../markdown.ts';
import type { ClassificationFile } from './methods.ts';

/** How tables call the states in which images are shown. */
export const STATE_TITLES: Readonly<Record<Condition, string>> = {
  clean: 'clean',
  noise: 'noise',
  stainSwap: 'stain swap',
  backgroundSwap: 'background swap',
};

/** Shares of the images that a classifier decides itself; the others are referred. */
export const COVERAGES = [1, 0.95, 0.9, 0.8] as const;

const share = (value: number | null | undefined) => (typeof value === 'number' ? value.toFixed(3) : NONE);

/** A line a method: accuracy in every state, with its interval. */
export function accuracyTable(files: readonly ClassificationFile[]): string {
  const header = [
    'Accuracy (95 % interval)',
    'Images',
    'Folds',
    ...CONDITIONS.map((state) => STATE_TITLES[state]),
  ];
  const accuracy = (scores: ConditionScores | undefined) => {
    if (scores === undefined) return NONE;
    const [low, high] = scores.accuracyInterval;
    return `${share(scores.accuracy)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
  };
  return markdownTable(
    header,
    files.map(({ method, result: { scores, folds, done, refit } }) => [
      method.title,
      String(scores.clean?.images ?? NONE),
      `${done.map(({ fold }) => fold).join(', ')} of ${folds.count}${folds.guarded ? ', guarded' : ''}${refit ? ', refit' : ''}`,
      ...CONDITIONS.map((state) => accuracy(scores[state])),
    ]),
    [0, 2],
  );
}

/** A line a method and state: macro F1, and how far its probabilities and sets are to be believed. */
export function certaintyTable(files: readonly ClassificationFile[]): string {
  return markdownTable(
    [
      'Method',
      'Images are',
      'Macro F1',
      'AUROC',
      'ECE',
      'Brier',
      'Sets hold',
      'Set size',
      'Flagged',
      'p of the right',
    ],
    statesOf(files, ({ method, result }, state, scores) => [
      method.title,
      STATE_TITLES[state],
      share(scores.macroF1),
      share(meanOf(scores.auroc)),
      share(scores.calibrationError),
      share(scores.brier),
      share(scores.sets?.coverage),
      scores.sets?.meanSize.toFixed(2) ?? NONE,
      share(scores.flagged),
      share(certaintyWhereRight(result, state)),
    ]),
    [0, 1],
  );
}

/** A line a method and state: accuracy on what is left when the least certain images are referred. */
export function selectiveTable(files: readonly ClassificationFile[]): string {
  return markdownTable(
    ['Method', 'Images are', ...COVERAGES.map((coverage) => `${Math.round(100 * coverage)} % decided`)],
    statesOf(files, ({ method, result }, state) => [
      method.title,
      STATE_TITLES[state],
      ...selectiveAccuracy(verdictsIn(result, state), COVERAGES).map(({ accuracy }) => share(accuracy)),
    ]),
    [0, 1],
  );
}

/** A line a method: of each class, the share of clean images that is recognised, and of the sets the share that hold it. */
export function classTable(files: readonly ClassificationFile[], classes: readonly string[]): string {
  return markdownTable(
    ['Recall, clean (sets hold)', ...classes],
    files.map(({ method, result: { scores, classes: own } }) => [
      method.title,
      ...classes.map((name) => {
        const k = own.indexOf(name);
        const row = scores.clean?.confusion[k];
        const count = row?.reduce((sum, value) => sum + value, 0) ?? 0;
        const held = scores.clean?.sets?.byClass[k];
        const recall = count === 0 ? NONE : share(row![k]! / count);
        return typeof held === 'number' ? `${recall} (${share(held)})` : recall;
      }),
    ]),
  );
}

/** A row for every state that a file has. */
function statesOf(
  files: readonly ClassificationFile[],
  row: (file: ClassificationFile, state: Condition, scores: ConditionScores) => string[],
): string[][] {
  return files.flatMap((file) =>
    CONDITIONS.flatMap((state) => {
      const scores = file.result.scores[state];
      return scores ? [row(file, state, scores)] : [];
    }),
  );
}

/** Mean probability of the class where it was named rightly: the paper's Table A3, over all images. */
function certaintyWhereRight(result: ClassificationFile['result'], state: Condition): number | undefined {
  const right = verdictsIn(result, state).filter((verdict) => predicted(verdict) === verdict.label);
  return meanOf(right.map(({ label, probabilities }) => probabilities[label]!));
}

function meanOf(values: readonly (number | null)[]): number | undefined {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
}
