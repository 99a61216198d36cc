import { rgbImage } from '@leukolens/imaging';
import { describe, expect, test } from 'vitest';
import { drawSmear } from '../synth/draw.ts';
import { backgroundSwap } from './background-swap.ts';
import { nucleiWithRim, stainOf, stainSwap } from './stain-swap.ts';

const smear = (seed: number, stain: 'pink' | 'blue') =>
  drawSmear({ width: 120, height: 120, seed, stain, cells: 2, nucleusDiameter: 30 }).image;
const image = smear(1, 'pink');
const donor = smear(2, 'blue');
const blank = rgbImage(120, 120, new Uint8Array(3 * 120 * 120).fill(225));

/** Means of L*, a*, b* of nuclei and the rest. */
const means = (of: typeof image) => {
  const { nuclei, rest } = stainOf(of, nucleiWithRim(of));
  return [...nuclei.mean, ...rest.mean];
};

/** Mean green inside. */
function stainGreen({ data }: typeof image, inside: Uint8Array): number {
  let [sum, count] = [0, 0];
  inside.forEach((within, i) => {
    sum += within * data[3 * i + 1]!;
    count += within;
  });
  return sum / count;
}

describe('stain swap', () => {
  const swapped = stainSwap(image, donor);

  test('both regions have the colours of the donor, where they were in the image', () => {
    const nuclei = nucleiWithRim(image);
    const found = stainOf(swapped, nuclei);
    const wanted = stainOf(donor, nucleiWithRim(donor));
    for (const region of ['nuclei', 'rest'] as const) {
      for (const k of [0, 1, 2]) {
        // what leaves sRGB is clipped, which moves the means a little
        expect(Math.abs(found[region].mean[k]! - wanted[region].mean[k]!)).toBeLessThan(3);
      }
    }
  });

  test('its own stain leaves an image as it is, to a level', () => {
    const same = stainSwap(image, image);
    same.data.forEach((level, i) => {
      expect(Math.abs(level - image.data[i]!)).toBeLessThanOrEqual(1);
    });
  });

  test('a donor without nuclei gives its background to both, and no image is lost for want of nuclei', () => {
    const pale = stainSwap(image, blank);
    expect(means(pale)[0]).toBeGreaterThan(means(image)[0]! + 10);
    expect(stainSwap(blank, donor).data).toHaveLength(3 * 120 * 120);
  });
});

describe('background swap', () => {
  const swapped = backgroundSwap(image, donor);

  test('cells stay where they are, and the slide is the donor’s', () => {
    const nuclei = nucleiWithRim(image);
    const donors = nucleiWithRim(donor);
    let [moved, cells, same, slide] = [0, 0, 0, 0];
    for (let i = 0; i < 120 * 120; i++) {
      const apart = Math.abs(swapped.data[3 * i + 1]! - image.data[3 * i + 1]!);
      const fromSlide = Math.abs(swapped.data[3 * i + 1]! - donor.data[3 * i + 1]!);
      if (nuclei.data[i]) {
        cells++;
        if (apart > 2) moved++;
      } else if (!donors.data[i]) {
        slide++;
        if (fromSlide <= 2) same++;
      }
    }
    expect(moved / cells).toBeLessThan(0.02);
    expect(same / slide).toBeGreaterThan(0.6); // all but the cytoplasm of either
  });

  test('nothing of the donor’s cells is left', () => {
    const onBlank = backgroundSwap(blank, donor);
    const nuclei = nucleiWithRim(donor);
    const green = (of: typeof image) => stainGreen(of, nuclei.data);
    // as bright as the slide beside them, where they were much darker
    expect(green(onBlank)).toBeGreaterThan(green(donor) + 60);
  });

  test('a donor of another size is resized', () => {
    const { width, height } = backgroundSwap(image, smear(3, 'blue'));
    expect([width, height]).toEqual([120, 120]);
    expect(backgroundSwap(image, rgbImage(60, 50, new Uint8Array(9000).fill(230))).data).toHaveLength(43200);
  });
});
