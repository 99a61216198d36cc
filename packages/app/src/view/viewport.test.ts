import { expect, test } from 'vitest';
import { fitted, pixelAt, showing, zoomed } from './viewport.ts';

test('a fitted image lies in the middle', () => {
  const view = fitted({ width: 100, height: 50 }, { width: 400, height: 400 });
  expect(view.scale).toBeCloseTo(3.84, 9);
  expect(pixelAt(view, [200, 200])).toEqual([expect.closeTo(49.5, 9), expect.closeTo(24.5, 9)]);
});

test('what is under the pointer stays there', () => {
  const view = fitted({ width: 100, height: 50 }, { width: 400, height: 400 });
  const before = pixelAt(view, [120, 230]);
  const after = pixelAt(zoomed(view, 3, [120, 230]), [120, 230]);
  expect(after[0]).toBeCloseTo(before[0], 9);
  expect(after[1]).toBeCloseTo(before[1], 9);
});

test('what is beyond the rim comes onto the canvas, and nothing else moves it', () => {
  const canvas = { width: 200, height: 100 };
  const view = { left: 0, top: 0, scale: 2 };
  expect(showing(view, [50, 25], canvas)).toEqual(view);
  expect(showing(view, [99, 25], canvas)).toEqual({ ...view, left: -19 });
  expect(showing(view, [50, 0], canvas)).toEqual({ ...view, top: 19 });
});
