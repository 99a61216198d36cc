import { readFile } from 'node:fs/promises';
import { type Ended, leukolens } from '../../tests/run-command.ts';

/** How a command line ended, and what it took. */
export interface Measured extends Ended {
  /** The most memory that the command and the processes it started have held, each at its peak, in GiB. */
  readonly peak: number;
  readonly processes: number;
  readonly seconds: number;
}

/** In KiB, as Linux counts. */
const GIBIBYTE = 2 ** 20;

/** Runs the built command and watches its memory, which only Linux tells. */
export async function measured(words: readonly string[]): Promise<Measured> {
  const peaks = new Map<string, number>();
  const started = performance.now();
  const ended = await leukolens(words, (child) => {
    const timer = setInterval(async () => {
      for (const pid of await withChildren(`${child.pid}`)) {
        peaks.set(pid, Math.max(peaks.get(pid) ?? 0, await kibibytes(pid, 'VmHWM')));
      }
    }, 50);
    child.once('close', () => clearInterval(timer));
  });
  const peak = [...peaks.values()].reduce((sum, each) => sum + each, 0) / GIBIBYTE;
  return { ...ended, peak, processes: peaks.size, seconds: (performance.now() - started) / 1000 };
}

/** Runs the built command; memory of all its processes together, GiB, every fifth of a second. */
export async function memoryOver(
  words: readonly string[],
): Promise<Ended & { readonly samples: readonly number[] }> {
  const samples: number[] = [];
  const ended = await leukolens(words, (child) => {
    const timer = setInterval(async () => {
      const held = await Promise.all(
        (await withChildren(`${child.pid}`)).map((pid) => kibibytes(pid, 'VmRSS')),
      );
      samples.push(held.reduce((sum, each) => sum + each, 0) / GIBIBYTE);
    }, 200);
    child.once('close', () => clearInterval(timer));
  });
  return { ...ended, samples };
}

async function withChildren(pid: string): Promise<string[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return [pid, ...children.split(' ').filter(Boolean)];
}

/** Memory of a process, KiB: what it holds, or the most that it has held; 0 where it has ended. */
async function kibibytes(pid: string, which: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(status.match(new RegExp(`${which}:\\s+(\\d+)`))?.[1] ?? 0);
}
