import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/**
 * A folder of small files that lasts as long as the test, for tests: contents by relative path. A list of paths
 * makes files whose contents are their paths.
 */
export async function temporaryTree(
  files: readonly string[] | Readonly<Record<string, string>>,
): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'leukolens-')));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [path, content] of isList(files)
    ? files.map((path) => [path, path] as const)
    : Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

function isList(files: readonly string[] | Readonly<Record<string, string>>): files is readonly string[] {
  return Array.isArray(files);
}
