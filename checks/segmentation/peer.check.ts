import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Handcrafted } from '@leukolens/cad';
import { type Mask, readGrey, readImage } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { openDataset, readSegmentationResult } from '@leukolens/study';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leukolens } from '../../tests/run-command.ts';
import { DATA, missing, PEER, python } from '../shared.ts';

/** Mean IoU per image of the reference program, as its own `score` prints it. */
const REFERENCE_IOU = { jtsc: 0.857, cellavision: 0.9311, bloodseg: 0.887, 'all-idb2': 0.888 };

const reason = missing('cv2', 'scipy', 'numpy');
if (reason) console.warn(`skipped: ${reason}`);

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'peer-'));
});
afterAll(() => rm(scratch, { recursive: true }));

describe.skipIf(reason !== undefined).each(Object.entries(REFERENCE_IOU))(
  'the handcrafted method on %s',
  (name, iou) => {
    test('gives the masks of the reference program, pixel by pixel', async () => {
      const folder = join(scratch, name);
      await python([join(PEER, 'handcrafted.py'), 'masks', join(DATA, name), folder]);
      const { items } = await openDataset(name, DATA);
      const segmenter = new Handcrafted();
      let identical = 0;
      for (const { imagePath } of items) {
        const { image } = await readImage(await readFile(imagePath), sharpCodec);
        const ours = segmenter.segmentNow(image);
        const stem = basename(imagePath).replace(/\.[^.]+$/, '');
        const theirs = await readGrey(await readFile(join(folder, `${stem}.png`)), sharpCodec);
        const share = differing(ours, theirs.data) / ours.data.length;
        expect(share, stem).toBeLessThanOrEqual(0.001);
        if (share === 0) identical++;
      }
      console.log(`${name}: ${identical} of ${items.length} masks identical`);
      expect(identical / items.length).toBeGreaterThanOrEqual(0.99);
    });

    test('scores as the reference program does, by the command', async () => {
      const json = join(scratch, `${name}.json`);
      const words = [
        'evaluate',
        'segmentation',
        '--dataset',
        name,
        '--data',
        DATA,
        '--method',
        'handcrafted',
      ];
      const { code, stdout } = await leukolens([...words, '--json', json]);
      expect(code).toBe(0);
      expect(stdout).toContain('quoted');
      const { mean, interval, pooled, failures } = readSegmentationResult(
        JSON.parse(await readFile(json, 'utf8')),
      );
      console.log(`${name}: mean IoU ${mean.iou.toFixed(4)}, reference ${iou}`);
      expect(Math.abs(mean.iou - iou)).toBeLessThanOrEqual(0.001);
      expect(failures).toEqual([]);
      for (const metric of ['accuracy', 'precision', 'recall', 'specificity', 'dice', 'iou'] as const) {
        expect(interval[metric][0]).toBeLessThanOrEqual(mean[metric]);
        expect(interval[metric][1]).toBeGreaterThanOrEqual(mean[metric]);
        expect(pooled[metric]).toBeGreaterThan(0.5);
      }
    });
  },
);

function differing({ data }: Mask, truth: Uint8Array): number {
  return data.reduce((sum, value, i) => sum + (value === (truth[i]! > 127 ? 1 : 0) ? 0 : 1), 0);
}
