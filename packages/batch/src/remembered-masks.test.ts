import { mkdtemp, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { methodSettingsSchema } from '@leukolens/cad';
import { mask, type RgbImage, rgbImage } from '@leukolens/imaging';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RememberedMasks } from './remembered-masks.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remembered-masks-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a mask is found once, and again for other pixels, other settings, or a torn file', async () => {
  let asked = 0;
  const inner = {
    name: 'counting',
    segment: async ({ width, height, data }: RgbImage) => {
      asked++;
      return mask(
        width,
        height,
        Uint8Array.from({ length: width * height }, (_, i) => (data[3 * i]! > 9 ? 1 : 0)),
      );
    },
  };
  const settings = methodSettingsSchema.parse({});
  const remembered = new RememberedMasks(inner, join(folder, 'masks'), settings);
  const image = rgbImage(
    5,
    3,
    Uint8Array.from({ length: 45 }, (_, i) => i % 23),
  );
  const first = await remembered.segment(image);
  expect(await remembered.segment(image)).toEqual(first);
  expect(first).toEqual(await inner.segment(image));
  expect(asked).toBe(2);
  await remembered.segment(rgbImage(3, 5, image.data));
  await new RememberedMasks(inner, join(folder, 'masks'), { ...settings, flips: 4 }).segment(image);
  expect(asked).toBe(4);
  for (const file of await readdir(join(folder, 'masks'))) await truncate(join(folder, 'masks', file), 1);
  expect(await remembered.segment(image)).toEqual(first);
  expect(asked).toBe(5);
});
