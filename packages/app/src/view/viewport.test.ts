import { expect, test } from 'vitest';
import { fitted, pixelAt, zoomed } from './viewport.ts';

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
