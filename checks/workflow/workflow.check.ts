import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leukolens } from '../../tests/run-command.ts';
import { startSlurm } from './slurm.ts';

const SNAKEFILE = resolve('workflow/Snakefile');
const PROGRAM = `${process.execPath} ${resolve('packages/cli/dist/main.js')}`;
const OPTIONS = '--method handcrafted';
const SHARDS = 3;

const lacking = spawnSync('snakemake', ['--version']).status === 0 ? undefined : 'no snakemake here';
const slurm = lacking ?? (await startSlurm());
const withoutSlurm = typeof slurm === 'string' ? slurm : undefined;
if (lacking) console.log(`skipped: ${lacking}`);
if (withoutSlurm) console.log(`skipped: Slurm does not start: ${withoutSlurm}`);

let folder: string;
let smears: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workflow-'));
  smears = join(folder, 'drawn', 'images');
  const drawn = ['synth', '-o', join(folder, 'drawn'), '--count', '24', '--width', '1200', '--height', '900'];
  expect((await leukolens(drawn)).code).toBe(0);
  const whole = ['analyze', smears, '-o', join(folder, 'whole'), ...OPTIONS.split(' ')];
  expect((await leukolens(whole)).code).toBe(0);
}, 120_000);
afterAll(async () => {
  if (typeof slurm !== 'string') await slurm.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 300 });
});

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

/** Runs snakemake as a user would, in a folder of its own. */
function snakemake(
  out: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
  watch?: (child: ChildProcess) => void,
  more: readonly string[] = [],
): Promise<Ended> {
  const config = [
    `inputs=${smears}`,
    `out=${out}`,
    `shards=${SHARDS}`,
    `options=${OPTIONS}`,
    `leukolens=${PROGRAM}`,
    ...more,
  ];
  return new Promise((ended) => {
    const all = ['-s', SNAKEFILE, ...words, '--config', ...config];
    const child = spawn('snakemake', all, { cwd: folder, env: { ...process.env, ...env } });
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    child.on('close', (code) => ended({ code, said }));
    watch?.(child);
  });
}

const LOCAL = ['--profile', resolve('workflow/profiles/local'), '--cores', '2'];

/** All files of a run but the journal, whose order is that of finishing. */
async function files(out: string): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for (const entry of await readdir(join(folder, out), { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(join(folder, out).length + 1);
    if (entry.isFile() && name !== 'results.ndjson') found.set(name, await readFile(path));
  }
  return found;
}

async function expectWhole(out: string): Promise<void> {
  const [whole, merged] = [await files('whole'), await files(out)];
  expect([...merged.keys()].sort()).toEqual([...whole.keys()].sort());
  for (const [name, content] of whole) expect(merged.get(name)!.equals(content), name).toBe(true);
}

/** Waits until a shard has done something, and gives the process that does it. */
async function shardAtWork(out: string): Promise<number> {
  for (;;) {
    const journals = await Promise.all(
      Array.from({ length: SHARDS }, (_, i) =>
        readFile(join(folder, `${out}.shards`, `${i + 1}`, 'results.ndjson')).catch(() => Buffer.alloc(0)),
      ),
    );
    const { stdout } = spawnSync('pgrep', ['-f', `main.js analyze .*${out}.shards/.*--shard`], {
      encoding: 'utf8',
    });
    const pids = stdout.split('\n').filter(Boolean).map(Number);
    if (pids.length > 0 && journals.some(({ length }) => length > 0)) return pids.at(-1)!;
    await new Promise((wait) => setTimeout(wait, 30));
  }
}

describe.skipIf(lacking)('the workflow on two cores', () => {
  test('leaves what one run over all leaves, byte by byte', async () => {
    const { code, said } = await snakemake('local', LOCAL);
    expect(code, said).toBe(0);
    await expectWhole('local');
  }, 120_000);

  test('a cross-validation leaves what it leaves in one go, but for its times', async () => {
    const recipe = {
      name: 'tiny',
      design: { channels: [4, 8], strides: [2], norm: 'batch' },
      side: 64,
      batch: 2,
      epochs: 1,
      learningRate: 0.01,
      loss: { kind: 'jaccardCrossEntropy' },
    };
    await writeFile(join(folder, 'recipe.json'), JSON.stringify(recipe));
    const data = join(folder, 'drawn');
    const words = [
      '--dataset',
      'drawn',
      '--recipe',
      join(folder, 'recipe.json'),
      '--folds',
      '3',
      '--threads',
      '1',
    ];
    const whole = [
      'crossval',
      'unet',
      ...words,
      '--data',
      data,
      '-o',
      join(folder, 'validated'),
      '--work',
      join(folder, 'work'),
    ];
    const once = await leukolens(whole);
    expect(once.code, once.stderr).toBe(0);
    const result = 'segmentation-drawn-unet.json';
    const options = words.slice(0, -2).join(' ');
    const { code, said } = await snakemake('cut', LOCAL, {}, undefined, [
      'command=crossval unet',
      `inputs=${data}`,
      `options=${options}`,
      `result=${result}`,
    ]);
    expect(code, said).toBe(0);
    const timeless = async (out: string) =>
      (await readFile(join(folder, out, result), 'utf8')).replaceAll(/"seconds": \d+/g, '');
    expect(await timeless('cut')).toBe(await timeless('validated'));
  }, 240_000);

  test('a shard that is killed is tried again', async () => {
    const { code, said } = await snakemake('killed', LOCAL, {}, async () => {
      process.kill(await shardAtWork('killed'), 'SIGKILL');
    });
    expect(code, said).toBe(0);
    expect(said).toContain('Trying to restart job');
    await expectWhole('killed');
  }, 120_000);

  test('snakemake itself is killed, unlocked and called again', async () => {
    await snakemake('broken', LOCAL, {}, async (child) => {
      await shardAtWork('broken');
      child.kill('SIGKILL');
    });
    spawnSync('pkill', ['-KILL', '-f', 'broken.shards/.*--shard']);
    expect((await snakemake('broken', [...LOCAL, '--unlock'])).code).toBe(0);
    const { code, said } = await snakemake('broken', LOCAL);
    expect(code, said).toBe(0);
    await expectWhole('broken');
  }, 120_000);
});

describe.skipIf(withoutSlurm)('the same rules on Slurm', () => {
  test('leave what one run over all leaves, byte by byte', async () => {
    const { conf } = slurm as Exclude<typeof slurm, string>;
    const words = ['--profile', resolve('workflow/profiles/slurm'), '--latency-wait', '10'];
    const { code, said } = await snakemake('slurm', words, { SLURM_CONF: conf });
    expect(code, said).toBe(0);
    expect(said).toMatch(/Submitted job \d+ with external jobid/);
    await expectWhole('slurm');
  }, 240_000);
});
