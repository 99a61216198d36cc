import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

/** Debian's Python, which has the reference programs' packages. */
export const PYTHON = '/usr/bin/python3';

const SHARED = process.env.LEUKOLENS_SHARED ?? '../shared';
export const DATA = resolve(SHARED, 'data');
export const PEER = resolve(SHARED, 'peer');

/** Why checks against the shared data cannot run here; undefined where they can. */
export function missing(...modules: readonly string[]): string | undefined {
  if (!existsSync(DATA)) return `no data in ${DATA}: set LEUKOLENS_SHARED`;
  return withoutPython(...modules);
}

/** Which Python modules are missing, in one line; undefined where none is. */
export function withoutPython(...modules: readonly string[]): string | undefined {
  const { status } = spawnSync(PYTHON, ['-c', `import ${['sys', ...modules].join(', ')}`]);
  return status === 0 ? undefined : `${PYTHON} lacks one of ${modules.join(', ')}`;
}

/** Runs a Python program and gives what it printed. */
export async function python(words: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(PYTHON, [...words], { maxBuffer: 2 ** 28 });
  return stdout;
}
