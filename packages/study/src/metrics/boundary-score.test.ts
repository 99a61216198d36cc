import { expect, test } from 'vitest';
import { boundaryF1, boundaryOf, countBoundary } from './boundary-score.ts';
import { drawnMask } from './testing/drawn.ts';

test('the boundary is what has a 4-neighbour outside; the edge of the image is none', () => {
  expect(boundaryOf(drawnMask('###..', '####.', '####.', '.##..'))).toEqual(
    drawnMask('..#..', '...#.', '#..#.', '.##..'),
  );
});

test('a boundary 2 px away matches, one 3 px away does not', () => {
  const truth = drawnMask('##......', '##......');
  expect(countBoundary(drawnMask('####....', '####....'), truth)).toEqual({
    predicted: 2,
    predictedMatched: 2,
    truth: 2,
    truthMatched: 2,
  });
  const far = countBoundary(drawnMask('#####...', '#####...'), truth);
  expect(far).toEqual({ predicted: 2, predictedMatched: 0, truth: 2, truthMatched: 0 });
  expect(boundaryF1(far)).toBe(0);
});

test('precision and recall differ where an object was invented', () => {
  const truth = drawnMask('#........');
  const prediction = drawnMask('#......#.');
  const counts = countBoundary(prediction, truth);
  expect(counts).toEqual({ predicted: 2, predictedMatched: 1, truth: 1, truthMatched: 1 });
  expect(boundaryF1(counts)).toBeCloseTo(2 / 3, 12); // precision 1/2, recall 1
  expect(countBoundary(prediction, truth, drawnMask('......###'))).toMatchObject({ predicted: 1 });
});

test('no boundary at all is perfect, one without the other is not', () => {
  const empty = drawnMask('...');
  expect(boundaryF1(countBoundary(empty, empty))).toBe(1);
  expect(boundaryF1(countBoundary(empty, drawnMask('#..')))).toBe(0);
  expect(boundaryF1(countBoundary(drawnMask('#..'), empty))).toBe(0);
});
