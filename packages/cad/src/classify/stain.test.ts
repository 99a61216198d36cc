import {
  type Mask,
  mask,
  type RegionColours,
  type RgbImage,
  regionColours,
  rgbImage,
  transferColours,
} from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { classifierView } from './classifier-view.ts';
import { inCommonStain } from './stain.ts';

const SIDE = 16;
/** A disc of violet on grey, both uneven. */
const nuclei: Mask = mask(SIDE, SIDE);
const image: RgbImage = rgbImage(SIDE, SIDE);
for (let i = 0; i < SIDE * SIDE; i++) {
  const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
  nuclei.data[i] = Math.hypot(x - 8, y - 8) < 5 ? 1 : 0;
  const grain = (x * 7 + y * 13) % 32;
  image.data.set(
    nuclei.data[i] ? [100 + grain, 70 + (grain >> 1), 150 - grain] : [190, 180 - grain, 200],
    3 * i,
  );
}
const rest: Mask = { ...nuclei, data: nuclei.data.map((inside) => 1 - inside) };

/** The same cells in a stain that is bluer, darker and flatter. */
const other: RegionColours = { mean: [35, 25, -45], deviation: [6, 7, 8] };
const stained = transferColours(image, nuclei, other);

test('nuclei and rest have one mean and deviation each, whatever the stain', () => {
  for (const picture of [image, stained]) {
    const common = inCommonStain(picture, nuclei);
    const { mean, deviation } = regionColours(common, nuclei)!;
    // 8 bits, and colours that leave sRGB and are clipped
    [42, 33, -36].forEach((expected, k) => {
      expect(Math.abs(mean[k]! - expected)).toBeLessThan(1.5);
    });
    [12, 9, 10].forEach((expected, k) => {
      expect(Math.abs(deviation[k]! - expected)).toBeLessThan(1.5);
    });
    expect(regionColours(common, rest)!.mean[0]).toBeCloseTo(82, 0);
  }
});

test('a classifier sees in another stain what it saw before', () => {
  const seen = (picture: RgbImage, stain: 'own' | 'common') =>
    classifierView(picture, nuclei, { colours: 'rgb', sees: 'nuclei', stain })({
      left: 0,
      top: 0,
      width: SIDE,
      height: SIDE,
    });
  const difference = (stain: 'own' | 'common') => {
    const [a, b] = [seen(image, stain), seen(stained, stain)];
    return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
  };
  // in deviations of ImageNet's colours; a grey level is 0.017 of one
  expect(difference('common')).toBeLessThan(0.2);
  expect(difference('own')).toBeGreaterThan(0.8);
});

test('an image without nuclei is recoloured as a whole', () => {
  const common = inCommonStain(image, mask(SIDE, SIDE));
  expect(regionColours(common, mask(SIDE, SIDE, new Uint8Array(SIDE * SIDE).fill(1)))!.mean[0]).toBeCloseTo(
    82,
    0,
  );
});
