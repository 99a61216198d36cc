import { expect, test } from 'vitest';
import { untilInterrupted } from './stop-on-interrupt.ts';

test('Ctrl-C ends work at its next checkpoint', async () => {
  const ended = untilInterrupted('the same command goes on', async ({ signal }) => {
    process.emit('SIGINT');
    signal.throwIfAborted();
  });
  expect(await ended).toBe(130);
});

test('what fails after Ctrl-C is no stop: there may be no checkpoint', async () => {
  const ended = untilInterrupted('the same command goes on', async () => {
    process.emit('SIGINT');
    throw new Error('no space left on the disk');
  });
  await expect(ended).rejects.toThrow('no space left');
});
