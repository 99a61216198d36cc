/** Ctrl-C as an AbortSignal, and lines of progress for a run that takes long. */
export interface Stop {
  readonly signal: AbortSignal;
  /** Prints a line on stderr. */
  say(line: string): void;
  /** Leaves Ctrl-C to others again. */
  end(): void;
}

/** The first Ctrl-C aborts the signal, the second ends the program. */
export function stopOnInterrupt(): Stop {
  const controller = new AbortController();
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const interrupt = () => {
    say('stopping at the end of the epoch, after a checkpoint; press Ctrl-C again to stop at once');
    controller.abort();
  };
  process.once('SIGINT', interrupt);
  return { signal: controller.signal, say, end: () => process.off('SIGINT', interrupt) };
}
