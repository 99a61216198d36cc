import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunError } from './run-error.ts';
import { writeSyntheticSet } from './synthetic-set.ts';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'synthetic-set-'));
});
afterAll(() => rm(scratch, { recursive: true }));

const options = { width: 64, height: 48, cells: 1, nucleusDiameter: 12, seed: 'set' };

test('a set holds images with masks and labels, its tables, and settings that draw it again', async () => {
  const out = join(scratch, 'first');
  let drawn = 0;
  await writeSyntheticSet(out, 10, options, () => drawn++);
  expect(drawn).toBe(10);
  const names = Array.from({ length: 10 }, (_, i) => `${String(i + 1).padStart(2, '0')}.png`);
  for (const folder of ['images', 'masks', 'labels']) {
    expect((await readdir(join(out, folder))).sort()).toEqual(names);
  }
  const manifest = await readFile(join(out, 'manifest.csv'), 'utf8');
  expect(manifest.split('\r\n').slice(0, 2)).toEqual([
    'image,mask,label,group,split',
    'images/01.png,masks/01.png,,,',
  ]);
  expect(manifest.split('\r\n').length).toBe(12); // a header, ten images, the end
  const cells = await readFile(join(out, 'cells.csv'), 'utf8');
  expect(cells).toMatch(/^image,label,type,centroid_x_px,centroid_y_px,nucleus_area_px2\r\n0\d\.png,1,/);

  const { count, ...settings } = JSON.parse(await readFile(join(out, 'settings.json'), 'utf8')).settings;
  const again = join(scratch, 'again');
  await writeSyntheticSet(again, count, settings, () => undefined);
  for (const file of ['images/10.png', 'labels/10.png', 'cells.csv', 'manifest.csv', 'settings.json']) {
    expect(await readFile(join(again, file)), file).toEqual(await readFile(join(out, file)));
  }
});

test('a folder that holds a run or a set is refused and left as it is', async () => {
  const out = join(scratch, 'taken');
  await writeSyntheticSet(out, 1, options, () => undefined);
  const before = await readFile(join(out, 'cells.csv'));
  const second = writeSyntheticSet(out, 2, options, () => undefined);
  await expect(second).rejects.toThrow(RunError);
  await expect(second).rejects.toThrow(/settings\.json already: name another folder/);
  expect(await readFile(join(out, 'cells.csv'))).toEqual(before);
});
