import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { mask, rgbImage } from '../image.ts';
import { FrontQueue } from './front.ts';
import { inpaint } from './inpaint.ts';

const fixture = JSON.parse(readFileSync(new URL('fixtures/inpaint.json', import.meta.url), 'utf8'));
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
const { width, height } = fixture;
const image = rgbImage(width, height, bytes(fixture.image));

describe.each(fixture.cases as { radius: number; mask: string; painted: string }[])(
  'radius $radius',
  ({ radius, mask: holes, painted }) => {
    const inside = mask(width, height, bytes(holes));
    const found = inpaint(image, inside, radius);
    const expected = bytes(painted);

    test('is what OpenCV paints, to a level for 95 % of the samples and to 1 in the mean', () => {
      let [near, sum, count] = [0, 0, 0];
      found.data.forEach((level, i) => {
        if (!inside.data[Math.floor(i / 3)]) return;
        const apart = Math.abs(level - expected[i]!);
        count++;
        sum += apart;
        if (apart <= 1) near++;
      });
      expect(near / count).toBeGreaterThan(0.95);
      expect(sum / count).toBeLessThan(1);
    });

    test('what is outside stays as it is', () => {
      for (let i = 0; i < width * height; i++) {
        if (inside.data[i]) continue;
        expect(found.data.subarray(3 * i, 3 * i + 3)).toEqual(image.data.subarray(3 * i, 3 * i + 3));
      }
    });
  },
);

test('an even picture is painted evenly, to two levels: a half is added at each step', () => {
  const even = rgbImage(20, 20, new Uint8Array(1200).fill(140));
  const inside = mask(
    20,
    20,
    Uint8Array.from({ length: 400 }, (_, i) => (i % 20 > 5 && i % 20 < 12 ? 1 : 0)),
  );
  for (const level of inpaint(even, inside, 5).data) expect(Math.abs(level - 140)).toBeLessThanOrEqual(2);
});

test('nothing to paint, and nothing to paint from', () => {
  expect(inpaint(image, mask(width, height), 5)).toEqual(image);
  const all = mask(width, height, new Uint8Array(width * height).fill(1));
  expect(inpaint(image, all, 5).data).toHaveLength(3 * width * height);
});

test('a mask of another size and a radius that is none are refused', () => {
  expect(() => inpaint(image, mask(3, 3), 5)).toThrow(
    `a mask of 3 x 3 on an image of ${width} x ${height}; expected the same size`,
  );
  expect(() => inpaint(image, mask(width, height), 0)).toThrow(
    'a whole number from 1 to 100, but 0 was given',
  );
});

test('a queue gives the nearest first, and of equals the first that came', () => {
  const queue = new FrontQueue();
  for (const [pixel, distance] of [
    [1, 3],
    [2, 1],
    [3, 2],
    [4, 1],
    [5, 3],
    [6, 0],
  ] as const) {
    queue.push(pixel, distance);
  }
  const order = [];
  for (let pixel = queue.pop(); pixel !== undefined; pixel = queue.pop()) order.push(pixel);
  expect(order).toEqual([6, 2, 4, 3, 1, 5]);
});
