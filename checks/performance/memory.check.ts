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
    const peaks = new Map<string, number>(); // of the command and of each process it starts
    const { code, stderr } = await leukolens(['segment', path, '-o', join(scratch, format)], (child) => {
      const timer = setInterval(async () => {
        for (const pid of await withChildren(`${child.pid}`)) {
          peaks.set(pid, Math.max(peaks.get(pid) ?? 0, await peakOf(pid)));
        }
      }, 50);
      child.once('close', () => clearInterval(timer));
    });
    expect(code, stderr).toBe(0);
    const peak = [...peaks.values()].reduce((sum, each) => sum + each, 0);
    console.log(`${format}: peak ${(peak / GIBIBYTE).toFixed(2)} GiB in ${peaks.size} processes`);
    expect(peaks.size).toBeGreaterThan(1); // images are decoded in a process of their own
    expect(peak).toBeLessThan(2 * GIBIBYTE);
  },
);

async function withChildren(pid: string): Promise<string[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return [pid, ...children.split(' ').filter(Boolean)];
}

/** The most memory a process has held so far, in KiB; 0 where it has ended. */
async function peakOf(pid: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(status.match(/VmHWM:\s+(\d+)/)?.[1] ?? 0);
}
