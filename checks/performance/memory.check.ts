import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CheckedModel, defaultModel } from '../default-model.ts';
import { writeField } from './field.ts';
import { measured } from './peak.ts';

const SIDE = 10_000;

let scratch: string;
let model: CheckedModel;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'memory-'));
  model = await defaultModel();
});
afterAll(async () => {
  await model.close();
  await rm(scratch, { recursive: true });
});

describe.skipIf(process.platform !== 'linux')('a field of 10,000 x 10,000 pixels', () => {
  test.each(['png', 'tiff', 'jpeg'] as const)(
    'as %s, is segmented by the handcrafted method in under 2 GiB',
    async (format) => {
      const path = join(scratch, `field.${format}`);
      await writeField(path, SIDE, format);
      const words = ['segment', path, '--method', 'handcrafted', '-o', join(scratch, format)];
      const { code, stderr, peak, processes, seconds } = await measured(words);
      expect(code, stderr).toBe(0);
      console.log(
        `${format}: peak ${peak.toFixed(2)} GiB in ${processes} processes, ${seconds.toFixed(0)} s`,
      );
      expect(processes).toBeGreaterThan(1); // images are decoded in a process of their own
      expect(peak).toBeLessThan(2);
    },
  );

  test('is segmented by the network, seen at about half its size, in under 2 GiB', async () => {
    const path = join(scratch, 'large.png');
    await writeField(path, SIDE, 'png', 100);
    const words = [
      'segment',
      path,
      '--method',
      'unet',
      '--model',
      model.folder,
      '-o',
      join(scratch, 'large'),
    ];
    const { code, stderr, peak, seconds } = await measured(words);
    expect(code, stderr).toBe(0);
    console.log(
      `${model.description.name}: peak ${peak.toFixed(2)} GiB, ${(SIDE ** 2 / 1e6 / seconds).toFixed(2)} megapixels/s, ` +
        'decoding, measuring and writing included',
    );
    expect(peak).toBeLessThan(2);
  }, 1_800_000);
});
