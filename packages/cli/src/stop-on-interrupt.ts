import type { ExitCode } from './command.ts';

/** Ctrl-C as an AbortSignal, and lines of progress for a run that takes long. */
export interface Stop {
  readonly signal: AbortSignal;
  /** Prints a line on stderr. */
  say(line: string): void;
}

/**
 * Runs work that makes checkpoints. The first Ctrl-C aborts the signal, the second ends the program.
 * @param onwards how the work is gone on with, for who stopped it
 * @returns 0 where the work is done, 130 where it was stopped after a checkpoint
 */
export async function untilInterrupted(
  onwards: string,
  work: (stop: Stop) => Promise<void>,
): Promise<ExitCode> {
  const controller = new AbortController();
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const interrupt = () => {
    say('stopping at the end of the epoch, after a checkpoint; press Ctrl-C again to stop at once');
    controller.abort();
  };
  process.once('SIGINT', interrupt);
  try {
    await work({ signal: controller.signal, say });
    return 0;
  } catch (error) {
    // what stops is the signal's reason, and nothing else that failed meanwhile
    if (!controller.signal.aborted || error !== controller.signal.reason) throw error;
    say(`stopped after a checkpoint: ${onwards}`);
    return 130;
  } finally {
    process.off('SIGINT', interrupt);
  }
}
