import { rgbImage } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { withoutScaleBar } from './scale-bar.ts';

test('the corner has the mean of the patch beside it, and all else stays', () => {
  const image = rgbImage(
    224,
    224,
    Uint8Array.from({ length: 3 * 224 * 224 }, (_, i) => (i * 7) % 251),
  );
  const changed = withoutScaleBar(image);
  const at = (x: number, y: number) => [...changed.data.subarray(3 * (y * 224 + x), 3 * (y * 224 + x) + 3)];
  expect(at(165, 195)).toEqual(at(223, 223));
  for (let i = 0; i < 224 * 224; i++) {
    const [x, y] = [i % 224, Math.floor(i / 224)];
    if (x >= 165 && y >= 195) continue;
    expect(changed.data[3 * i]).toBe(image.data[3 * i]);
  }
  const even = withoutScaleBar(rgbImage(224, 224, new Uint8Array(3 * 224 * 224).fill(77)));
  expect(even.data.every((level) => level === 77)).toBe(true);
});

test('a picture of another size is not theirs', () => {
  const other = rgbImage(300, 224);
  expect(withoutScaleBar(other)).toBe(other);
});
