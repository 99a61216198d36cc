import { expect, test } from 'vitest';
import { selectiveCurves } from './selective-curves.ts';

/** Accuracy that grows from what it is for all images by what is gained when the least certain are referred. */
const state = (name: string, all: number, gain: number) => ({
  name,
  points: Array.from({ length: 20 }, (_, i) => ({
    coverage: 1 - i / 20,
    accuracy: Number((all + gain * Math.sqrt(i / 20)).toFixed(5)),
  })),
});

test('four states, two of which begin at the same accuracy', async () => {
  const drawn = selectiveCurves({
    title: 'Accuracy where uncertain images are referred: Stages on aria-all',
    subtitle: 'Fold 2.',
    states: [
      state('clean', 0.81, 0.15),
      state('noise', 0.74, 0.17),
      state('stain swap', 0.55, 0.11),
      state('background swap', 0.56, 0.05),
    ],
  });
  await expect(drawn).toMatchFileSnapshot('goldens/selective-four-states.svg');
});

test('names cannot become markup', () => {
  const drawn = selectiveCurves({ title: '<b>', subtitle: '&', states: [state('<i>', 0.5, 0.2)] });
  expect(drawn).not.toContain('<b>');
  expect(drawn).not.toContain('<i>');
});
