import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { METHODS, methodSettingsSchema } from '@leukolens/cad';
import { rgbImage } from '@leukolens/imaging';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { methodModel } from './method.ts';
import { openModel } from './models.ts';
import { RunError } from './run-error.ts';
import { segmenterOf } from './segmenter-of.ts';
import { writeSmallModel } from './testing/small-model.ts';

let scratch: string;
let folder: string;
let other: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'method-'));
  folder = join(scratch, 'one');
  other = join(scratch, 'two');
  await writeSmallModel(folder, 'small', 1);
  await writeSmallModel(other, 'small', 2);
});
afterAll(() => rm(scratch, { recursive: true }));

const named = async (path: string) => {
  const { description } = await openModel(path);
  return { name: description.name, sha256: description.weights.sha256 };
};

test('only methods with a network have a model', async () => {
  expect(await methodModel({ method: 'handcrafted' }, 'nowhere')).toBeUndefined();
  expect((await methodModel({ method: 'and' }, folder))?.folder).toBe(folder);
});

test('settings refuse a model with other weights, though it is called alike', async () => {
  const model = await named(folder);
  expect((await methodModel({ method: 'unet', model }, folder))?.description.name).toBe('small');
  const refused = methodModel({ method: 'unet', model }, other);
  await expect(refused).rejects.toThrow(RunError);
  await expect(refused).rejects.toThrow(
    /^the settings were made with the model small \(weights [0-9a-f]{12}\); found small \(weights [0-9a-f]{12}\)$/,
  );
  const settings = methodSettingsSchema.parse({ method: 'unet', model });
  await expect(segmenterOf(settings, await openModel(other, 'outline'))).rejects.toThrow(RunError);
});

test.each(METHODS)('%s is a segmenter that goes by its name', async (method) => {
  const settings = methodSettingsSchema.parse({ method, flips: 4 });
  const model = await methodModel(settings, folder);
  const segmenter = await segmenterOf(settings, model, 1);
  expect(segmenter.name).toBe(method);
  const { width, height } = await segmenter.segment(rgbImage(15, 9, new Uint8Array(15 * 9 * 3)));
  expect([width, height]).toEqual([15, 9]);
});

test("the smallest nucleus of an ensemble is the handcrafted method's", async () => {
  const image = rgbImage(40, 40, new Uint8Array(4800).fill(230));
  for (let i = 0; i < 1600; i++) {
    if (((i % 40) - 20) ** 2 + (i / 40 - 20) ** 2 <= 100) image.data.set([110, 50, 150], 3 * i);
  }
  const found = async (smallest: number) => {
    // with so low a threshold, the network marks more than the handcrafted method does
    const settings = methodSettingsSchema.parse({
      method: 'and',
      handcrafted: { area: smallest },
      network: { threshold: 0.01 },
    });
    const segmenter = await segmenterOf(settings, await openModel(folder, 'outline'), 1);
    return (await segmenter.segment(image)).data.includes(1);
  };
  expect([await found(150), await found(1600)]).toEqual([true, false]);
});
