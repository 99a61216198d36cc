import { expect, test } from 'vitest';
import { madeUpClassification } from '../published/classification/testing/made-up-classification.ts';
import { crossvalidatedFigures } from './model-figures.ts';

test('a figure for every state, with what is known of it', () => {
  const result = madeUpClassification({ name: 'mine', method: 'x', right: [6, 5, 3, 0], network: true });
  const figures = crossvalidatedFigures(result, result.classes);
  expect(figures.map(({ accuracy, how }) => [accuracy, how])).toEqual([
    [1, 'by cross-validation, 1 of 3 guarded folds, as they are'],
    [5 / 6, 'by cross-validation, 1 of 3 guarded folds, blurred, lit otherwise and with noise'],
    [3 / 6, 'by cross-validation, 1 of 3 guarded folds, in the stain of another class'],
    [0, 'by cross-validation, 1 of 3 guarded folds, on the slide of another class'],
  ]);
  const [clean] = figures;
  // six images that score 0.5 to 1.125: one above 1
  expect(clean).toMatchObject({ data: 'mine', images: 6, macroF1: 1, auroc: 1, coverage: 1, flagged: 1 / 6 });
});

test('what was not measured is left out', () => {
  const result = madeUpClassification({ name: 'mine', method: 'x', right: [6, 5, 3, 0] });
  expect(crossvalidatedFigures(result, result.classes)[0]).not.toHaveProperty('coverage');
  expect(crossvalidatedFigures(result, result.classes)[0]).not.toHaveProperty('flagged');
});

test('a result of a network that was there before, or of other classes, is refused', () => {
  const result = madeUpClassification({ name: 'mine', method: 'x', right: [6, 5, 3, 0] });
  expect(() => crossvalidatedFigures({ ...result, weights: 'a' }, result.classes)).toThrow(
    'x on mine is no result of crossval classifier',
  );
  expect(() => crossvalidatedFigures(result, ['pro', 'pre'])).toThrow(
    'x on mine is of the classes early, pre, pro; expected pro, pre',
  );
});
