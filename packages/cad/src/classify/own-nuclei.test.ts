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
import { ownNucleiSchema } from './design.ts';
import { outlinesNuclei, ownNuclei } from './own-nuclei.ts';

const options = ownNucleiSchema.parse({ area: 60 });
const design = { nuclei: options, scale: { kind: 'field', length: 120, smallest: 12 } } as const;

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
      const grain = (x * x * 7 + y * y * 13 + x * y) % 23;
      image.data.set([r - grain, g - grain, b - grain], 3 * (y * width + x));
    }
  }
  return image;
}

function resized(nuclei: Mask, width: number, height: number): Mask {
  return thresholdResized(planesOf(nuclei), 0, width, height, 0.5);
}

function overlap(a: Mask, b: Mask): number {
  let [both, either] = [0, 0];
  a.data.forEach((inside, i) => {
    both += inside & b.data[i]!;
    either += inside | b.data[i]!;
  });
  return both / either;
}

test('nuclei are found at the size at which the classifier sees the image', () => {
  const nuclei = ownNuclei(field, design);
  expect([nuclei.width, nuclei.height]).toEqual([160, 120]);
  const area = nuclei.data.reduce((sum, inside) => sum + inside, 0);
  // smoothing takes a part of the rim
  expect(area / (3 * Math.PI * 12 ** 2)).toBeGreaterThan(0.9);
  const larger = ownNuclei(field, { ...design, scale: { ...design.scale, length: 180 } });
  expect([larger.width, larger.height]).toEqual([240, 180]);
  expect(overlap(resized(larger, 160, 120), nuclei)).toBeGreaterThan(0.95);
});

test.each([0.5, 2, 4])('the same nuclei in the same field %f times as large', (factor) => {
  // as the classifier that ships outlines them
  const shipped = { ...design, nuclei: { ...options, bilateral: 5, area: 30, reduction: 1.4 } };
  const other = ownNuclei(resizeRgb(field, 160 * factor, 120 * factor), shipped);
  expect(overlap(other, ownNuclei(field, shipped))).toBeGreaterThan(0.9);
});

test('the same nuclei where the field lies on an empty canvas', () => {
  const canvas = rgbImage(700, 500, new Uint8Array(3 * 700 * 500).fill(255));
  for (let y = 0; y < 120; y++) {
    canvas.data.set(field.data.subarray(3 * y * 160, 3 * (y + 1) * 160), 3 * ((y + 200) * 700 + 300));
  }
  const found = ownNuclei(canvas, design);
  const alone = ownNuclei(field, design);
  for (let y = 0; y < 120; y++) {
    const from = (y + 200) * 700 + 300;
    expect(found.data.slice(from, from + 160)).toEqual(alone.data.slice(y * 160, (y + 1) * 160));
  }
});

test('outlined in a smaller image, what lost its detail moves them less', () => {
  const half = resizeRgb(field, 80, 60);
  const agreement = (reduction: number) => {
    const reduced = { ...design, nuclei: { ...options, area: 20, reduction } };
    return overlap(ownNuclei(field, reduced), ownNuclei(half, reduced));
  };
  expect(agreement(1.6)).toBeGreaterThan(agreement(1));
});

test('another stain moves outlines less where they are drawn in the common one', () => {
  const inside = ownNuclei(field, design);
  const nuclei = dilateRect(inside, 5);
  // a dark, even stain: nuclei hardly stand out from cytoplasm
  const stained = transferColours(field, nuclei, { mean: [55, 20, -20], deviation: [20, 4, 4] });
  const inOne = (stain: 'own' | 'common') => ({ ...design, nuclei: { ...options, stain } });
  const agreement = (stain: 'own' | 'common') =>
    overlap(ownNuclei(field, inOne(stain)), ownNuclei(stained, inOne(stain)));
  expect(agreement('common')).toBeGreaterThan(agreement('own'));
});

test('an image without nuclei has none', () => {
  expect(ownNuclei(rgbImage(40, 30), design).data.every((inside) => inside === 0)).toBe(true);
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
  const found = ownNuclei(specks, design);
  expect(found.width * found.height).toBeLessThan(2.6e7);
});

test('nor of a small picture in a large frame', () => {
  const canvas = rgbImage(3000, 2000, new Uint8Array(3 * 3000 * 2000).fill(255));
  const small = resizeRgb(field, 40, 30);
  for (let y = 0; y < 30; y++) {
    canvas.data.set(small.data.subarray(120 * y, 120 * (y + 1)), 3 * ((y + 900) * 3000 + 1400));
  }
  const found = ownNuclei(canvas, design);
  expect(found.width * found.height).toBeLessThan(2.6e7);
  expect(found.data).toContain(1);
});

test('a classifier of each nucleus is shown those that the analysis finds', () => {
  const scale = { kind: 'eachNucleus', diameter: 24 } as const;
  expect([outlinesNuclei(design), outlinesNuclei({ scale })]).toEqual([true, false]);
});
