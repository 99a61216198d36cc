import { describe, expect, test } from 'vitest';
import { type Answer, runPool } from './pool.ts';

/** A worker that doubles numbers, dies of 13, and never answers 99. */
const MODULE = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort, threadId } from 'node:worker_threads';
    parentPort.on('message', (n) => {
      if (n === 13) process.exit(7);
      if (n === 14) throw new Error('out of luck\\nand of lines');
      if (n !== 99) parentPort.postMessage({ result: n * 2 });
    });
  `)}`,
);

async function run(tasks: number[], options: { jobs: number; timeLimit?: number; stop?: AbortSignal }) {
  const answers = new Map<number, Answer<number>>();
  await runPool<number, number>(
    tasks,
    { module: MODULE, data: null, ...options },
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
    expect(answers.get(13)).toEqual({ error: 'the worker ended with code 7' });
    expect(answers.get(14)).toEqual({ error: 'the worker failed: out of luck' });
    expect(answers.get(2)).toEqual({ result: 4 });
  });

  test('a task that hangs is given up', async () => {
    const answers = await run([99, 5], { jobs: 1, timeLimit: 300 });
    expect(answers.get(99)).toEqual({ error: 'given up after 0 s' });
    expect(answers.get(5)).toEqual({ result: 10 });
  });

  test('takes no more tasks once stopped', async () => {
    const stop = new AbortController();
    stop.abort();
    expect((await run([1, 2], { jobs: 2, stop: stop.signal })).size).toBe(0);
  });
});
