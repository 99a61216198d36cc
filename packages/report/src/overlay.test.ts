import { labelImage, rgbImage } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { drawOutlines } from './overlay.ts';

test('outlines each object in cyan, touching ones too', () => {
  const image = rgbImage(6, 4, new Uint8Array(72).fill(9));
  const rows = ['......', '.aaab.', '.aaab.', '.aaab.'];
  const labels = labelImage(
    6,
    4,
    Uint16Array.from(rows.join(''), (c) => '.ab'.indexOf(c)),
  );
  drawOutlines(image, labels);
  const drawn = rows.map((_, y) =>
    Array.from({ length: 6 }, (_, x) => (image.data[(y * 6 + x) * 3] === 0 ? '#' : '.')).join(''),
  );
  expect(drawn).toEqual(['......', '.####.', '.#.##.', '.####.']);
  expect([...image.data.subarray(0, 3)]).toEqual([9, 9, 9]);
  expect([...image.data.subarray(21, 24)]).toEqual([0, 255, 255]);
});
