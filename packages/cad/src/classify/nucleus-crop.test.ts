import { mask, rgbImage } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { centralNucleus, nucleusCrop } from './nucleus-crop.ts';

/** Violet discs of a diameter on white, 40 x 40. */
function discs(diameter: number, ...middles: readonly (readonly [number, number])[]) {
  const [image, nuclei] = [rgbImage(40, 40, new Uint8Array(4800).fill(255)), mask(40, 40)];
  for (let i = 0; i < 1600; i++) {
    const [x, y] = [i % 40, Math.floor(i / 40)];
    if (!middles.some(([a, b]) => Math.hypot(x - a, y - b) <= diameter / 2)) continue;
    nuclei.data[i] = 1;
    image.data.set([90, 40, 140], 3 * i);
  }
  return { image, nuclei };
}
const area = ({ data }: { data: Uint8Array }) => data.reduce((sum, inside) => sum + inside, 0);

test('a nucleus lies in the middle of its crop and measures as asked', () => {
  const { image, nuclei } = discs(10, [12, 20]);
  const place = { centroidX: 12, centroidY: 20, equivalentDiameter: 10 };
  const crop = nucleusCrop(image, nuclei, place, 32, { diameter: 20 });
  expect([crop.image.width, crop.nuclei.height]).toEqual([32, 32]);
  const measured = 2 * Math.sqrt(area(crop.nuclei) / Math.PI);
  expect(measured).toBeGreaterThan(18);
  expect(measured).toBeLessThan(23);
  expect(crop.nuclei.data[16 * 32 + 16]).toBe(1);
  expect(crop.nuclei.data[0]).toBe(0);
});

test('what lies beyond the image is its reflection, and no nucleus', () => {
  const { image, nuclei } = discs(10, [2, 2]);
  const crop = nucleusCrop(image, nuclei, { centroidX: 2, centroidY: 2, equivalentDiameter: 10 }, 16, {
    diameter: 10,
  });
  // the crop's column 5 is the image's -1, which mirrors 1: violet
  expect([...crop.image.data.subarray(3 * (8 * 16 + 4), 3 * (8 * 16 + 4) + 3)]).toEqual([90, 40, 140]);
  expect(crop.nuclei.data[8 * 16 + 4]).toBe(0);
  expect(crop.nuclei.data[8 * 16 + 8]).toBe(1);
});

test('of several nuclei the most central one is taken; without one the middle', () => {
  const two = discs(8, [8, 8], [22, 20]);
  const alone = discs(8, [22, 20]);
  const [first, second] = [two, alone].map(({ image, nuclei }) =>
    centralNucleus(image, nuclei, 16, { diameter: 12 }),
  );
  expect(first).toEqual(second);
  const empty = discs(8);
  const middle = centralNucleus(empty.image, empty.nuclei, 16, { diameter: 12 });
  expect([middle.image.width, area(middle.nuclei)]).toEqual([16, 0]);
});
