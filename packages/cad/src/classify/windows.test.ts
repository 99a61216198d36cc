import { mask, rgbImage } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { classifierSize, MOST_WINDOWS, windowsOf, workingField } from './windows.ts';

const filled = (width: number, height: number) => mask(width, height, new Uint8Array(width * height).fill(1));
const byNucleus = { side: 40, scale: { kind: 'nucleus', diameter: 20 } } as const;

test('the shorter side is brought to its length, and the middle cut out, as in the paper', () => {
  const rule = { kind: 'shorterSide', length: 232 } as const;
  expect(classifierSize(rgbImage(300, 200), mask(300, 200), rule)).toEqual({ width: 348, height: 232 });
  expect(windowsOf(filled(348, 232), { side: 224, scale: rule })).toEqual([
    { left: 62, top: 4, width: 224, height: 224 },
  ]);
});

test('a picture of about the size of a window is seen in one, though it be smaller', () => {
  expect(windowsOf(filled(50, 36), byNucleus)).toEqual([{ left: 5, top: -2, width: 40, height: 40 }]);
});

test('a larger one is seen in windows that stand for it evenly', () => {
  const found = windowsOf(filled(100, 45), byNucleus);
  expect(found.map(({ left, top }) => [left, top])).toEqual([
    [5, 3],
    [55, 3],
  ]);
});

test('windows without a nucleus are not looked at, unless there is none at all', () => {
  const nuclei = mask(160, 40);
  for (let y = 0; y < 40; y++) {
    nuclei.data.fill(1, y * 160, y * 160 + 10);
    nuclei.data.fill(1, y * 160 + 150, (y + 1) * 160);
  }
  expect(windowsOf(nuclei, byNucleus).map(({ left }) => left)).toEqual([0, 120]);
  expect(windowsOf(mask(100, 40), byNucleus)).toEqual([{ left: 30, top: 0, width: 40, height: 40 }]);
});

test('of very many windows those with most nucleus are looked at', () => {
  const nuclei = filled(400, 400);
  nuclei.data.fill(0, 0, 400 * 20); // the first row of windows holds least
  const found = windowsOf(nuclei, byNucleus);
  expect(found).toHaveLength(MOST_WINDOWS);
  expect(found.every(({ top }) => top > 0)).toBe(true);
});

test('an image and its nuclei are brought to the same size', () => {
  const { image, nuclei } = workingField(rgbImage(8, 4), filled(8, 4), {
    side: 32,
    scale: { kind: 'factor', factor: 0.5 },
  });
  expect([image.width, image.height, nuclei.width, nuclei.height]).toEqual([4, 2, 4, 2]);
  expect([...nuclei.data]).toEqual(new Array(8).fill(1));
});

test('nuclei are brought to one size by their own, and windows go by where they lie', () => {
  // nuclei of 20 px across and 30 px apart in a corner of a canvas
  const canvas = (size: number, left: number, top: number) => {
    const nuclei = mask(size, size);
    for (const [x, y] of [
      [10, 10],
      [40, 10],
    ] as const) {
      for (let dy = -10; dy <= 10; dy++) {
        const half = Math.floor(Math.sqrt(100 - dy * dy));
        const row = (top + y + dy) * size + left + x;
        nuclei.data.fill(1, row - half, row + half + 1);
      }
    }
    return nuclei;
  };
  const small = canvas(64, 1, 2);
  expect(classifierSize(rgbImage(64, 64), small, { kind: 'nucleus', diameter: 10 })).toEqual({
    width: 32,
    height: 32,
  });
  const [a] = windowsOf(small, byNucleus);
  const [b] = windowsOf(canvas(300, 201, 52), byNucleus);
  expect([b!.left - a!.left, b!.top - a!.top]).toEqual([200, 50]);
});

test('a field is brought to a length whatever its size and frame, as long as its nuclei do not get too small', () => {
  const rule = { kind: 'field', length: 32, smallest: 8 } as const;
  // a pattern of 80 x 64 px with a nucleus of 32 x 32, on a canvas that is given
  const onCanvas = (width: number, height: number, left: number, top: number, side = 32) => {
    const [image, nuclei] = [rgbImage(width, height), mask(width, height)];
    for (let y = 0; y < 64; y++) {
      for (let x = 0; x < 80; x++) {
        image.data[3 * ((top + y) * width + left + x)] = (x * 31 + y * 17) % 256;
        if (x < side && y < side) nuclei.data[(top + y) * width + left + x] = 1;
      }
    }
    return classifierSize(image, nuclei, rule);
  };
  expect(onCanvas(80, 64, 0, 0)).toEqual({ width: 40, height: 32 });
  expect(onCanvas(200, 100, 30, 10)).toEqual({ width: 100, height: 50 });
  // nuclei of 10 px across would have 5: windows of the field at 0.8 of its size
  const { width } = onCanvas(80, 64, 0, 0, 10 * Math.sqrt(Math.PI / 4));
  expect(width / 80).toBeCloseTo(0.8, 1);
});

test('a speck in a large empty image does not make it larger than memory, and is no content without its canvas', () => {
  const rule = { kind: 'field', length: 112, smallest: 8 } as const;
  const [image, nuclei] = [rgbImage(4000, 3000), mask(4000, 3000)];
  image.data[3 * (1500 * 4000 + 2000)] = 200;
  image.data[3 * (1503 * 4000 + 2004)] = 100;
  nuclei.data[1500 * 4000 + 2000] = 1;
  const { width, height } = classifierSize(image, nuclei, rule);
  expect(width * height).toBeLessThan(2.6e7);
});

test('of windows that all hold little the one with most is looked at', () => {
  const nuclei = mask(300, 40);
  nuclei.data[10 * 300 + 5] = 1;
  for (const x of [230, 231, 251]) nuclei.data[10 * 300 + x] = 1;
  const [window, ...others] = windowsOf(nuclei, byNucleus);
  expect(others).toEqual([]);
  expect(window!.left).toBeLessThanOrEqual(230);
  expect(window!.left + window!.width).toBeGreaterThan(231);
});

test('what is no frame lies within the picture at every size, upright ones included', () => {
  const scale = { kind: 'field', length: 224, smallest: 12 } as const;
  const nuclei = mask(100, 100);
  for (let height = 600; height < 620; height++) {
    // nuclei of 5 px, so that the picture is enlarged by a number that rounds each side otherwise
    for (let y = 50; y < 55; y++) nuclei.data.fill(1, y * 100 + 20, y * 100 + 22);
    const { image, content } = workingField(
      rgbImage(342, height, new Uint8Array(3 * 342 * height).fill(9)),
      nuclei,
      {
        side: 224,
        scale,
      },
    );
    expect(content!.left + content!.width).toBeLessThanOrEqual(image.width);
    expect(content!.top + content!.height).toBeLessThanOrEqual(image.height);
  }
});

test('a strip of a few lines is not enlarged beyond measure', () => {
  const scale = { kind: 'field', length: 224, smallest: 12 } as const;
  expect(classifierSize(rgbImage(300, 3), mask(300, 3), scale)).toEqual({ width: 4800, height: 48 });
});
