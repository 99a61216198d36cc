import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RgbImage, readImage } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { backgroundSwap, type DatasetItem, openDataset, random, stainSwap } from '@leukolens/study';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DATA, missing, PEER, python } from '../shared.ts';

const PAIRS = 10;

const reason = missing('cv2', 'scipy', 'numpy');
if (reason) console.warn(`skipped: ${reason}`);

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'swaps-'));
});
afterAll(() => rm(scratch, { recursive: true }));

const read = async (path: string) => (await readImage(await readFile(path), sharpCodec)).image;

/** Images with donors of another class. */
async function pairs(): Promise<[image: DatasetItem, donor: DatasetItem][]> {
  const { items } = await openDataset('aria-all', DATA);
  const draw = random('swaps');
  return Array.from({ length: PAIRS }, () => {
    const image = draw.pick(items);
    return [image, draw.pick(items.filter(({ label }) => label !== image.label))];
  });
}

/** Another implementation of Lab, of inpainting: within a level in the mean (the reference programs' own bound). */
describe.skipIf(reason !== undefined).each<[string, (image: RgbImage, donor: RgbImage) => RgbImage]>([
  ['stain_swap.py', stainSwap],
  ['background_swap.py', backgroundSwap],
])('%s', (program, swap) => {
  test('swaps as the reference program does, within a level in the mean', async () => {
    const means: number[] = [];
    for (const [image, donor] of await pairs()) {
      const out = join(scratch, 'swapped.png');
      await python([join(PEER, program), image.imagePath, donor.imagePath, out]);
      const theirs = await read(out);
      const ours = swap(await read(image.imagePath), await read(donor.imagePath));
      const apart = ours.data.reduce((sum, level, i) => sum + Math.abs(level - theirs.data[i]!), 0);
      means.push(apart / ours.data.length);
      expect(means.at(-1), `${image.id} with ${donor.id}`).toBeLessThanOrEqual(1);
    }
    console.log(`${program}: mean difference ${Math.max(...means).toFixed(3)} levels at most`);
  });
});
