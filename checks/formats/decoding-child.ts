import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What became of a file: its pixels, an `ImageError`, any other error, or the process that read it. */
export type Outcome =
  | { kind: 'read'; width: number; height: number; data: Uint8Array; notes: string[] }
  | { kind: 'refused' | 'failed'; code: string; message: string }
  | { kind: 'crashed' | 'hung' };

const LIMIT_MS = 20_000;

/** Decodes files in a process of its own, which is replaced when a file crashes it or keeps it too long. */
export class DecodingChild {
  #child: ChildProcess | undefined;

  async decode(path: string): Promise<Outcome> {
    this.#child ??= fork(join(import.meta.dirname, 'decode-files.mjs'), {
      execArgv: [],
      serialization: 'advanced',
    });
    const child = this.#child;
    const isOver = new AbortController();
    const answered = once(child, 'message', { signal: isOver.signal }).then(([outcome]): Outcome => outcome);
    const exited = once(child, 'exit', { signal: isOver.signal }).then((): Outcome => ({ kind: 'crashed' }));
    const expired = new Promise<Outcome>((resolve) => {
      const timer = setTimeout(() => resolve({ kind: 'hung' }), LIMIT_MS);
      isOver.signal.addEventListener('abort', () => clearTimeout(timer));
    });
    child.send(path);
    const outcome = await Promise.race([answered, exited, expired]);
    isOver.abort();
    await Promise.allSettled([answered, exited]);
    if (outcome.kind === 'crashed' || outcome.kind === 'hung') this.stop();
    return outcome;
  }

  stop(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }
}
