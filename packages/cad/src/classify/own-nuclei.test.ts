import {
  dilateRect,
  type Mask,
  planesOf,
  type RgbImage,
  resizeRgb,
  rgbImage,
  thresholdResized,
  transferColours,
} from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { ownNuclei, ownNucleiSchema } from './own-nuclei.ts';

const options = ownNucleiSchema.parse({ diameter: 24, area: 60 });

/** Violet discs of 24 px on pink discs on a pale ground that is nowhere quite the same. */
const field = drawn(160, 120, [
  [40, 40],
  [100, 50],
  [60, 90],
]);

function drawn(width: number, height: number, nuclei: readonly (readonly [number, number])[]): RgbImage {
  const image = rgbImage(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const away = Math.min(...nuclei.map(([nx, ny]) => Math.hypot(x - nx, y - ny)));
      const [r, g, b] = away <= 12 ? [96, 40, 140] : away <= 18 ? [214, 160, 190] : [236, 226, 224];
      const grain = (x * 7 + y * 13) % 12;
      image.data.set([r - grain, g - grain, b - grain], 3 * (y * width + x));
    }
  }
  return image;
}

function overlap(a: Mask, b: Mask): number {
  let [both, either] = [0, 0];
  a.data.forEach((inside, i) => {
    both += inside & b.data[i]!;
    either += inside | b.data[i]!;
  });
  return both / either;
}

test('nuclei are found at the size of the image', () => {
  const nuclei = ownNuclei(field, options);
  expect([nuclei.width, nuclei.height]).toEqual([160, 120]);
  const area = nuclei.data.reduce((sum, inside) => sum + inside, 0);
  // smoothing takes a part of the rim
  expect(area / (3 * Math.PI * 12 ** 2)).toBeGreaterThan(0.9);
});

test.each([0.5, 2, 4])('the same nuclei in the same field %f times as large', (factor) => {
  const other = ownNuclei(resizeRgb(field, 160 * factor, 120 * factor), options);
  const back = thresholdResized(planesOf(other), 0, 160, 120, 0.5);
  expect(overlap(back, ownNuclei(field, options))).toBeGreaterThan(0.9);
});

test('the same nuclei where the field lies on an empty canvas', () => {
  const canvas = rgbImage(700, 500, new Uint8Array(3 * 700 * 500).fill(255));
  for (let y = 0; y < 120; y++) {
    canvas.data.set(field.data.subarray(3 * y * 160, 3 * (y + 1) * 160), 3 * ((y + 200) * 700 + 300));
  }
  const found = ownNuclei(canvas, options);
  const alone = ownNuclei(field, options);
  for (let y = 0; y < 120; y++) {
    const from = (y + 200) * 700 + 300;
    expect(found.data.slice(from, from + 160)).toEqual(alone.data.slice(y * 160, (y + 1) * 160));
  }
});

test('another stain moves outlines less where they are drawn in the common one', () => {
  const inside = ownNuclei(field, options);
  const nuclei = dilateRect(inside, 5);
  // a dark, even stain: nuclei hardly stand out from cytoplasm
  const stained = transferColours(field, nuclei, { mean: [55, 20, -20], deviation: [20, 4, 4] });
  const agreement = (stain: 'own' | 'common') =>
    overlap(ownNuclei(field, { ...options, stain }), ownNuclei(stained, { ...options, stain }));
  expect(agreement('common')).toBeGreaterThan(agreement('own'));
});

test('an image without nuclei has none', () => {
  expect(ownNuclei(rgbImage(40, 30), options).data.every((inside) => inside === 0)).toBe(true);
});

test('of specks alone nothing larger than memory is made', () => {
  const specks = rgbImage(600, 400, new Uint8Array(3 * 600 * 400).fill(240));
  for (let i = 0; i < 40; i++) {
    for (let dy = 0; dy < 6; dy++) {
      for (let dx = 0; dx < 6; dx++) {
        const at = 3 * ((20 + 40 * (i % 8) + dy) * 600 + 20 + 100 * (i >> 3) + dx);
        specks.data.set([96, 40, 140], at);
      }
    }
  }
  const found = ownNuclei(specks, options);
  expect([found.width, found.height]).toEqual([600, 400]);
});
