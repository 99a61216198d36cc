import { mask, rgbImage } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { classifierView } from './classifier-view.ts';

// two pixels: one of a nucleus, one beside it
const image = rgbImage(2, 1, Uint8Array.of(255, 0, 51, 102, 102, 102));
const nuclei = mask(2, 1, Uint8Array.of(1, 0));
const whole = { left: 0, top: 0, width: 2, height: 1 };
const close = (view: Float32Array, expected: number[]) => {
  expect(view).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(view[i]).toBeCloseTo(value, 5);
};
const black = [-0.485 / 0.229, -0.456 / 0.224, -0.406 / 0.225];

test('rgb: by the mean and deviation of ImageNet; beside the nuclei black', () => {
  const seen = classifierView(image, nuclei, { colours: 'rgb', sees: 'nuclei', stain: 'own' })(whole);
  const [red, green, blue] = black as [number, number, number];
  close(seen, [(1 - 0.485) / 0.229, red, (0 - 0.456) / 0.224, green, (0.2 - 0.406) / 0.225, blue]);
});

test('rgb of the whole image: nothing is black but what is', () => {
  const seen = classifierView(image, nuclei, { colours: 'rgb', sees: 'whole', stain: 'own' })(whole);
  close([seen[1]!, seen[3]!, seen[5]!] as unknown as Float32Array, [
    (0.4 - 0.485) / 0.229,
    (0.4 - 0.456) / 0.224,
    (0.4 - 0.406) / 0.225,
  ]);
});

test('grey: one plane of luma', () => {
  const seen = classifierView(image, nuclei, { colours: 'grey', sees: 'whole', stain: 'own' })(whole);
  close(seen, [(0.299 + 0.114 * 0.2 - 0.456) / 0.224, (0.4 - 0.456) / 0.224]);
});

test('density: against the background of the whole image, not of the nuclei; nothing has none', () => {
  const seen = classifierView(image, nuclei, { colours: 'density', sees: 'nuclei', stain: 'own' })(whole);
  // the brightest level of each channel is the background of so small an image
  close(seen, [0, 0, Math.log(102.5 / 0.5), 0, Math.log(102.5 / 51.5), 0]);
});

test('what lies beyond the image is black beside nuclei, and the reflection of a whole image', () => {
  const part = { left: -1, top: 0, width: 2, height: 1 };
  const alone = classifierView(image, mask(2, 1, Uint8Array.of(1, 1)), {
    colours: 'rgb',
    sees: 'nuclei',
    stain: 'own',
  })(part);
  close(alone.subarray(0, 2), [black[0]!, (1 - 0.485) / 0.229]);
  const seen = classifierView(image, nuclei, { colours: 'rgb', sees: 'whole', stain: 'own' })(part);
  close(seen.subarray(0, 2), [(0.4 - 0.485) / 0.229, (1 - 0.485) / 0.229]);
});

test('nuclei of another size are refused', () => {
  expect(() => classifierView(image, mask(3, 1), { colours: 'rgb', sees: 'nuclei', stain: 'own' })).toThrow(
    'an image of 2 x 1 with nuclei of 3 x 1; expected the same size',
  );
});
