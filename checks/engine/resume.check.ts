import { copyFile, mkdir, mkdtemp, open, readdir, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { random } from '@leukolens/study';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Line, run } from './programs/run.ts';

const SEED = 11;
const STEPS = 240;
const KILLS = 10;

let scratch: string;
/** The hash of the run that nothing happened to. */
let undisturbed: unknown;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'resume-'));
  undisturbed = (await train('undisturbed')).done;
});
afterAll(() => rm(scratch, { recursive: true }));

interface Training {
  /** SHA-256 of weights, memories, averages and schedule; undefined where the run was killed. */
  readonly done: unknown;
  readonly resumedAt: number;
  readonly refused: readonly { readonly name: string; readonly reason: string }[];
  readonly lastStep: number;
  readonly killed: boolean;
}

/** Trains to the end, or until killed `delay` milliseconds after so many steps. */
async function train(
  name: string,
  { seed = SEED, kill }: { seed?: number; kill?: { steps: number; delay: number } } = {},
): Promise<Training> {
  let taken = 0;
  const { lines, code, signal } = await run('train.ts', [join(scratch, name), String(seed), String(STEPS)], {
    onLine: (line, child) => {
      if ('step' in line && ++taken === kill?.steps) setTimeout(() => child.kill('SIGKILL'), kill.delay);
    },
  });
  if (!kill) expect(code).toBe(0);
  const find = (key: string) => lines.findLast((line: Line) => key in line)?.[key];
  return {
    done: find('done'),
    resumedAt: Number(find('resumed')),
    refused: lines.flatMap(({ refused }) => (refused ? [refused as Training['refused'][number]] : [])),
    lastStep: Number(find('step')),
    killed: signal === 'SIGKILL',
  };
}

const checkpoints = async (name: string) =>
  (await readdir(join(scratch, name))).filter((file) => file.endsWith('.safetensors')).sort();

describe('a training run on the processor', () => {
  test('gives the same bits for the same seed, and others for another', async () => {
    expect(undisturbed).toMatch(/^[0-9a-f]{64}$/);
    expect((await train('again')).done).toBe(undisturbed);
    expect((await train('other', { seed: SEED + 1 })).done).not.toBe(undisturbed);
  });

  test(`killed at ${KILLS} moments and resumed each time, ends in the bits of the run that was not`, async () => {
    const draw = random(SEED);
    const kills: string[] = [];
    let lost = 0;
    for (let i = 0; i < KILLS; i++) {
      const kill = { steps: 4 + draw.below(8), delay: draw.between(0, 30) };
      const { killed, resumedAt, lastStep, refused } = await train('killed', { kill });
      expect(killed, 'the run was over before it was killed').toBe(true);
      expect(refused).toEqual([]);
      expect(resumedAt).toBeGreaterThanOrEqual(lost);
      // no more than the steps since the last checkpoint are done again
      lost = lastStep - 3;
      kills.push(`${resumedAt} to ${lastStep}`);
    }
    const { done, resumedAt } = await train('killed');
    console.log(`killed in steps ${kills.join(', ')}; then ${resumedAt} to ${STEPS}`);
    expect(resumedAt).toBeGreaterThan(0);
    expect(done).toBe(undisturbed);
  });
});

describe('a damaged newest checkpoint is refused by name, and the run from the one before ends in the same bits', () => {
  beforeAll(async () => {
    await train('stopped', { kill: { steps: 40, delay: 0 } });
  });

  /** A copy of the stopped run's folder, its newest checkpoint damaged. */
  async function damaged(name: string, damage: (path: string) => Promise<void>): Promise<Training> {
    await mkdir(join(scratch, name));
    const files = await checkpoints('stopped');
    expect(files).toHaveLength(2);
    for (const file of files) await copyFile(join(scratch, 'stopped', file), join(scratch, name, file));
    await damage(join(scratch, name, files[1] as string));
    const training = await train(name);
    expect(training.refused.map((refused) => refused.name)).toEqual([files[1]]);
    expect(training.resumedAt).toBe(Number(files[0]?.match(/\d+/)?.[0]));
    return training;
  }

  test('truncated', async () => {
    const { done, refused } = await damaged('truncated', async (path) => {
      await truncate(path, Math.floor((await stat(path)).size / 2));
    });
    expect(refused[0]?.reason).toMatch(/the file is torn or altered$/);
    expect(done).toBe(undisturbed);
  });

  test('with one bit flipped', async () => {
    const { done, refused } = await damaged('flipped', async (path) => {
      const file = await open(path, 'r+');
      const byte = Buffer.alloc(1);
      const position = random(SEED).below((await file.stat()).size);
      await file.read(byte, 0, 1, position);
      byte[0] = (byte[0] as number) ^ 16;
      await file.write(byte, 0, 1, position);
      await file.close();
    });
    expect(refused[0]?.reason).toMatch(/torn or altered|torn or something else/);
    expect(done).toBe(undisturbed);
  });
});
