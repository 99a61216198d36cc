import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seeded } from '../weights/testing/seeded.ts';
import type { Checkpoint } from './checkpoint.ts';
import {
  latestCheckpoint,
  type RefusedCheckpoint,
  readCheckpoint,
  removeCheckpoints,
  saveCheckpoint,
} from './checkpoint-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'checkpoint-'));
});
afterEach(() => rm(folder, { recursive: true }));

const at = (step: number): Checkpoint => ({
  step,
  record: { step },
  tensors: new Map([['w', { dtype: 'float32', shape: [2], data: Float32Array.of(step, -step) }]]),
});
const nameOf = (step: number): string => `step-${String(step).padStart(9, '0')}.safetensors`;

async function latest(): Promise<{ step: number | undefined; refused: RefusedCheckpoint[] }> {
  const refused: RefusedCheckpoint[] = [];
  const found = await latestCheckpoint(folder, (one) => refused.push(one));
  return { step: found?.step, refused };
}

test('the newest is found, and as many are kept as asked for', async () => {
  for (const step of [1, 2, 10, 100])
    expect(await saveCheckpoint(folder, at(step))).toBe(join(folder, nameOf(step)));
  expect((await readdir(folder)).sort()).toEqual([nameOf(10), nameOf(100)]);
  expect(await latest()).toEqual({ step: 100, refused: [] });
  await saveCheckpoint(folder, at(101), { keep: 1 });
  expect(await readdir(folder)).toEqual([nameOf(101)]);
  expect([...((await readCheckpoint(join(folder, nameOf(101)))).tensors.get('w')?.data ?? [])]).toEqual([
    101, -101,
  ]);
});

test('a run that starts again below later checkpoints keeps its own', async () => {
  for (const step of [500, 600]) await saveCheckpoint(folder, at(step));
  for (const step of [1, 2, 3]) await saveCheckpoint(folder, at(step));
  expect((await readdir(folder)).sort()).toEqual([2, 3, 500, 600].map(nameOf));
});

test('saving the same step again replaces it', async () => {
  await saveCheckpoint(folder, at(4));
  await saveCheckpoint(folder, { ...at(4), record: { second: true } });
  expect((await readCheckpoint(join(folder, nameOf(4)))).record).toEqual({ second: true });
});

test('no folder, and an empty one, have no checkpoint', async () => {
  expect(await latestCheckpoint(join(folder, 'none'))).toBeUndefined();
  expect(await latestCheckpoint(folder)).toBeUndefined();
});

test('a torn, an altered, a renamed one and a folder are refused by name, and the one before is used', async () => {
  for (const step of [1, 2, 3, 4]) await saveCheckpoint(folder, at(step), { keep: 9 });
  await truncate(join(folder, nameOf(4)), 150);
  const third = await readFile(join(folder, nameOf(3)));
  third[third.length - 1] ^= 1;
  await writeFile(join(folder, nameOf(3)), third);
  await rename(join(folder, nameOf(2)), join(folder, nameOf(5)));
  await mkdir(join(folder, nameOf(6)));
  await writeFile(join(folder, nameOf(7)), '');
  const { step, refused } = await latest();
  expect(step).toBe(1);
  expect(refused).toEqual([
    {
      name: nameOf(7),
      reason: '0 bytes without the start of a checkpoint; the file is torn or something else',
    },
    { name: nameOf(6), reason: 'it is no file; expected a checkpoint' },
    { name: nameOf(5), reason: 'it holds step 2; expected that of its name' },
    { name: nameOf(4), reason: expect.stringMatching(/^its SHA-256 is .*: the file is torn or altered$/) },
    { name: nameOf(3), reason: expect.stringMatching(/^its SHA-256 is .*: the file is torn or altered$/) },
  ]);
});

test('what a killed run left half-written is ignored, and goes with the next saving; other files stay', async () => {
  const leftover = '.step-000000009.0123456789ab.tmp';
  await writeFile(join(folder, leftover), 'half');
  await writeFile(join(folder, 'notes.tmp'), 'mine');
  expect(await latest()).toEqual({ step: undefined, refused: [] });
  expect(await readdir(folder)).toContain(leftover);
  await saveCheckpoint(folder, at(1));
  expect((await readdir(folder)).sort()).toEqual(['notes.tmp', nameOf(1)]);
});

test('keep is at least one', async () => {
  await expect(saveCheckpoint(folder, at(1), { keep: 0 })).rejects.toThrow(
    'keep is 0; expected a whole number from 1',
  );
});

test('a process killed at ten moments loses nothing that it had saved', async () => {
  const program = fileURLToPath(new URL('testing/save-loop.mjs', import.meta.url));
  const draw = seeded(11);
  for (let kill = 0, next = 0; kill < 10; kill++) {
    const child = spawn(process.execPath, [program, folder, String(next)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let saved = -1;
    const lines = createInterface(child.stdout);
    lines.on('line', (line) => {
      saved = Number(line);
    });
    await once(lines, 'line');
    const closed = once(lines, 'close');
    setTimeout(() => child.kill('SIGKILL'), draw(40));
    await closed;
    const { step, refused } = await latest();
    expect(refused).toEqual([]);
    expect(saved).toBeGreaterThanOrEqual(next);
    expect(step).toBeGreaterThanOrEqual(saved);
    next = saved + 1;
  }
  expect((await readdir(folder)).filter((name) => !name.startsWith('.')).length).toBeLessThanOrEqual(3);
});

test('a run that is done leaves nothing, and other files stay', async () => {
  for (const step of [1, 2]) await saveCheckpoint(folder, at(step));
  await writeFile(join(folder, 'weights.safetensors'), 'of another model');
  await writeFile(join(folder, '.step-000000003.0123456789ab.tmp'), 'half');
  await removeCheckpoints(folder);
  expect(await readdir(folder)).toEqual(['weights.safetensors']);
  await removeCheckpoints(join(folder, 'none'));
});
