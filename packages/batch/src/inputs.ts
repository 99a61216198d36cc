import type { Dirent } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { imageFormat } from '@leukolens/imaging';
import { RunError } from './run-error.ts';

/** A file to be read, and the name it goes by in every output. */
export interface Input {
  readonly path: string;
  /** Relative to what was asked for, with forward slashes. */
  readonly name: string;
}

/** What lies under the given paths. */
export interface Inputs {
  /** In the order of their names. */
  readonly found: Input[];
  /** What looks like an input and cannot be one. */
  readonly refused: { readonly name: string; readonly reason: string }[];
  /** Files that are no images, by name and by content. */
  readonly ignored: number;
}

const EXTENSIONS = new Set('.bmp .dib .png .jpg .jpeg .jpe .tif .tiff .webp .gif'.split(' '));

/**
 * Collects the images under files and folders. A file named outright is taken whatever it is called; in a
 * folder, files count that are called like an image or begin like one. Hidden files are left out. Symbolic links
 * inside a folder are followed only to files inside it. Names are relative to the folder given or, with several
 * paths, to the deepest folder that holds all of them, so no two inputs share one.
 *
 * @throws RunError naming the path when one does not exist.
 */
export async function findInputs(paths: readonly string[]): Promise<Inputs> {
  const roots = await Promise.all(paths.map(describe));
  const only = roots.length === 1 ? roots[0]! : undefined;
  const base = only
    ? only.folder
      ? only.path
      : dirname(only.path)
    : commonFolder(roots.map((root) => root.path));
  const inputs = { found: new Map<string, Input>(), refused: new Map<string, string>(), ignored: 0 };
  const nameOf = (path: string) => relative(base, path).split(sep).join('/');

  const addFolder = async (folder: string, root: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) await addFolder(path, root);
      else if (entry.isFile() || entry.isSymbolicLink()) await addEntry(entry, path, root);
    }
  };
  const addEntry = async (entry: Dirent, path: string, root: string): Promise<void> => {
    if (entry.isSymbolicLink()) {
      const target = await realpath(path).catch(() => undefined);
      if (target === undefined || !isInside(target, root)) {
        inputs.refused.set(
          nameOf(path),
          'a symbolic link that leads nowhere or out of the folder: not followed',
        );
        return;
      }
      if ((await stat(target)).isDirectory()) return; // its files are met where they are
    }
    if (EXTENSIONS.has(extname(entry.name).toLowerCase()) || (await beginsLikeAnImage(path))) {
      inputs.found.set(path, { path, name: nameOf(path) });
    } else inputs.ignored++;
  };

  for (const { path, folder } of roots) {
    if (folder) await addFolder(path, await realpath(path));
    else inputs.found.set(path, { path, name: nameOf(path) });
  }
  return {
    found: [...inputs.found.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    refused: [...inputs.refused].map(([name, reason]) => ({ name, reason })),
    ignored: inputs.ignored,
  };
}

async function describe(given: string): Promise<{ path: string; folder: boolean }> {
  const path = resolve(given);
  const info = await stat(path).catch(() => undefined);
  if (!info) throw new RunError(`${given}: no such file or folder`);
  return { path, folder: info.isDirectory() };
}

/** The deepest folder above all of the paths. */
function commonFolder(paths: readonly string[]): string {
  let folder = dirname(paths[0]!);
  while (!paths.every((path) => isInside(path, folder)) && dirname(folder) !== folder)
    folder = dirname(folder);
  return folder;
}

function isInside(path: string, folder: string): boolean {
  const rest = relative(folder, path);
  return rest !== '..' && !rest.startsWith(`..${sep}`) && resolve(folder, rest) === path;
}

async function beginsLikeAnImage(path: string): Promise<boolean> {
  const file = await open(path).catch(() => undefined);
  if (!file) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    imageFormat(buffer.subarray(0, bytesRead));
    return true;
  } catch {
    return false;
  } finally {
    await file.close();
  }
}
