import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, runPool } from './pool.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pool-'));
  // doubles numbers, dies of 13 and of 14, never answers 99
  await writeFile(
    join(folder, 'worker.mjs'),
    `const factor = JSON.parse(process.argv[2]);
    process.on('message', (n) => {
      if (n === 13) process.exit(7);
      if (n === 14) process.kill(process.pid, 'SIGSEGV');
      if (n !== 99) process.send({ result: n * factor });
    });`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

async function run(tasks: number[], options: { jobs: number; timeLimit?: number; stop?: AbortSignal }) {
  const answers = new Map<number, Answer<number>>();
  await runPool<number, number>(
    tasks,
    { module: pathToFileURL(join(folder, 'worker.mjs')), data: 2, ...options },
    async (task, answer) => {
      answers.set(task, answer);
    },
    options.stop,
  );
  return answers;
}

describe('runPool', () => {
  test('answers every task, with any number of workers', async () => {
    for (const jobs of [1, 3]) {
      const answers = await run([1, 2, 3, 4, 5], { jobs });
      expect([...answers].sort(([a], [b]) => a - b).map(([, answer]) => answer)).toEqual(
        [2, 4, 6, 8, 10].map((result) => ({ result })),
      );
    }
  });

  test('a task that kills its worker costs itself alone', async () => {
    const answers = await run([1, 13, 14, 2], { jobs: 1 });
    expect(answers.get(13)).toEqual({ error: 'its worker ended (code 7)' });
    expect(answers.get(14)).toEqual({ error: 'its worker ended (SIGSEGV)' });
    expect(answers.get(2)).toEqual({ result: 4 });
  });

  test('a task that hangs is given up', async () => {
    const answers = await run([99, 5], { jobs: 1, timeLimit: 2000 });
    expect(answers.get(99)).toEqual({ error: 'given up after 2 s' });
    expect(answers.get(5)).toEqual({ result: 10 });
  });

  test('takes no more tasks once stopped', async () => {
    const stop = new AbortController();
    stop.abort();
    expect((await run([1, 2], { jobs: 2, stop: stop.signal })).size).toBe(0);
  });
});
