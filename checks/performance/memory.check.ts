import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawSmear } from '@leukolens/study';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leukolens } from '../../tests/run-command.ts';

const SIDE = 10_000;
const GIBIBYTE = 2 ** 20; // in KiB, as Linux counts

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'memory-'));
});
afterAll(() => rm(scratch, { recursive: true }));

test.skipIf(process.platform !== 'linux').each(['png', 'tiff', 'jpeg'] as const)(
  'a field of 10,000 x 10,000 pixels, as %s, is segmented in under 2 GiB',
  async (format) => {
    const path = join(scratch, `field.${format}`);
    const { image } = drawSmear({ width: 1000, height: 1000, seed: 5, cells: 12 });
    const tile = await sharp(image.data, { raw: { width: 1000, height: 1000, channels: 3 } })
      .png()
      .toBuffer();
    await sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: 'white' } })
      .composite([{ input: tile, tile: true, gravity: 'northwest' }])
      .toFormat(format)
      .toFile(path);
    let peak = 0;
    const { code, stderr } = await leukolens(['segment', path, '-o', join(scratch, format)], (child) => {
      const timer = setInterval(async () => {
        const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
        peak = Math.max(peak, Number(status.match(/VmHWM:\s+(\d+)/)?.[1] ?? 0));
      }, 50);
      child.once('close', () => clearInterval(timer));
    });
    expect(code, stderr).toBe(0);
    console.log(`${format}: peak ${(peak / GIBIBYTE).toFixed(2)} GiB`);
    expect(peak).toBeGreaterThan(0);
    expect(peak).toBeLessThan(2 * GIBIBYTE);
  },
);
