import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Ended {
  /** Every line that the program printed, from JSON. */
  readonly lines: readonly Line[];
  /** The exit code; null where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What programs print: one JSON object a line. */
export type Line = Readonly<Record<string, unknown>>;

/**
 * Runs a TypeScript program of this folder in a process of its own.
 * @param node options for Node itself
 * @param env set besides the environment of this process
 * @param onLine told of each line as it is printed
 */
export function run(
  program: string,
  words: readonly string[],
  {
    node = [],
    env = {},
    onLine,
  }: {
    node?: readonly string[];
    env?: Readonly<Record<string, string>>;
    onLine?: (line: Line, child: ChildProcess) => void;
  } = {},
): Promise<Ended> {
  const [launcher, path] = ['typescript.mjs', program].map((name) =>
    fileURLToPath(new URL(name, import.meta.url)),
  ) as [string, string];
  const child = spawn(process.execPath, [...node, launcher, path, ...words], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: Line[] = [];
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = JSON.parse(text) as Line;
    lines.push(line);
    onLine?.(line, child);
  });
  return new Promise((settle, fail) => {
    child.once('error', fail);
    child.once('close', (code, signal) => settle({ lines, code, signal }));
  });
}
