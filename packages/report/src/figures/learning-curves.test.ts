import { expect, test } from 'vitest';
import { type CurvePoint, learningCurves } from './learning-curves.ts';

/** A made-up fold: the loss falls towards a floor, the more wobbly the earlier. */
function fold(number: number, epochs: number, watched: boolean) {
  const curve = Array.from({ length: epochs }, (_, i): CurvePoint => {
    const left = Math.exp((-4 * i) / epochs);
    const wobble = 1 + 0.12 * Math.sin(2.1 * i + number) * left;
    const round = (value: number) => Number(value.toFixed(5));
    return {
      epoch: i + 1,
      loss: round((0.045 + 0.004 * (number % 3) + 0.75 * left) * wobble),
      ...(watched && { validation: { iou: round(0.957 - 0.003 * (number % 4) - 0.6 * left ** 2 * wobble) } }),
    };
  });
  return { fold: number, curve };
}

const folds = (count: number, epochs: number, watched: boolean) =>
  Array.from({ length: count }, (_, number) => fold(number, epochs, watched));

test('loss and watched IoU of ten folds', async () => {
  const drawn = learningCurves({
    method: 'U-Net',
    datasets: ['cellavision'],
    folds: 10,
    done: folds(10, 30, true),
  });
  await expect(drawn).toMatchFileSnapshot('goldens/ten-folds-watched.svg');
});

test('where nothing was watched, the loss stands alone; folds may be unfinished', async () => {
  const drawn = learningCurves({
    method: 'U-Net, universal',
    datasets: ['jtsc', 'cellavision', 'bloodseg', 'all-idb2'],
    folds: 10,
    done: [fold(0, 60, false), fold(1, 60, false), fold(2, 25, false)],
  });
  await expect(drawn).toMatchFileSnapshot('goldens/three-folds.svg');
});

test('a loss of 0 has a linear axis; names cannot become markup', () => {
  const drawn = learningCurves({
    method: '<script>',
    datasets: ['a & "b"'],
    folds: 2,
    done: [
      {
        fold: 1,
        curve: [
          { epoch: 1, loss: 0.5 },
          { epoch: 2, loss: 0 },
        ],
      },
    ],
  });
  expect(drawn).not.toContain('logarithmic');
  expect(drawn).not.toContain('<script>');
  expect(drawn).toContain('&lt;script&gt; on a &amp; &quot;b&quot;');
});

test('the same curves give the same figure', () => {
  const curves = { method: 'U-Net', datasets: ['jtsc'], folds: 3, done: folds(2, 5, true) };
  expect(learningCurves(curves)).toBe(learningCurves(curves));
});
