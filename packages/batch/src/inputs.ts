import { constants, type Dirent } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { HEAD_BYTES, looksLikeImage } from '@leukolens/imaging';
import { fileReason } from './file-reason.ts';
import { isInside } from './is-inside.ts';
import { ownFolder } from './own-folder.ts';
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
  /** Folders that hold results of this program, whose pictures are no photographs: they are left out. */
  readonly results: readonly string[];
}

/** Whether a file of a folder is an input, by its name and its beginning. */
export type IsInput = (name: string, head: () => Promise<Uint8Array>) => Promise<boolean>;

/** Where a synthetic set has its images. */
const SET_IMAGES = 'images';

/** A folder that inputs are named relative to, and what names begin with. */
interface Root {
  readonly folder: string;
  readonly prefix: string;
}

/**
 * Collects the images under files and folders. A file named outright is taken whatever it is called; in a
 * folder, files count that are called like an image or begin like one. Hidden files are left out, and so is the
 * folder that the results go to, results of other runs, and of a synthetic set everything but its images. Symbolic links inside a folder are followed only to files inside it. Names are relative
 * to the folder given (of a file: to its own); with several, that folder's own name comes before, numbered where two are
 * called alike, so that no two inputs share a name and no more of a path gets out than that.
 *
 * @param isInput which files of folders are meant; default: images
 * @throws RunError naming the path when one does not exist or cannot be looked at
 */
export async function findInputs(
  paths: readonly string[],
  results?: string,
  isInput: IsInput = looksLikeImage,
): Promise<Inputs> {
  const given = await Promise.all(paths.map(describe));
  const roots = rootsOf(given.map(({ path, isFolder }) => (isFolder ? path : dirname(path))));
  const left = results === undefined ? undefined : resolve(results);
  const found = new Map<string, Input>();
  const refused = new Map<string, string>();
  const own = new Set<string>();
  /** Files that were met by their own names: what leads to one of them is no other file. */
  const real = new Set<string>();
  const links: { readonly target: string; readonly input: Input }[] = [];
  let ignored = 0;

  const addFolder = async (folder: string, root: Root, top: string): Promise<void> => {
    const kind = await ownFolder(folder);
    if (kind === 'results') {
      own.add(nameOf(folder, root).replace(/\/$/, '') || basename(folder));
      return;
    }
    const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
      const reason = `a folder that cannot be looked into: ${fileReason(error) ?? String(error)}`;
      if (folder === root.folder) throw new RunError(`${folder}: ${reason}`);
      refused.set(nameOf(folder, root), reason);
      return [];
    });
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.name.startsWith('.') || path === left) continue;
      if (kind === 'set' && entry.isDirectory() && entry.name !== SET_IMAGES) continue;
      if (entry.isDirectory()) await addFolder(path, root, top);
      else if (entry.isFile() || entry.isSymbolicLink()) await addEntry(entry, path, root, top);
    }
  };
  const addEntry = async (entry: Dirent, path: string, root: Root, top: string): Promise<void> => {
    let target = join(top, relative(root.folder, path));
    if (entry.isSymbolicLink()) {
      const led = await realpath(path).catch(() => undefined);
      if (led === undefined || !isInside(led, top)) {
        refused.set(
          nameOf(path, root),
          'a symbolic link that leads nowhere or out of the folder: not followed',
        );
        return;
      }
      target = led;
      if ((await stat(target)).isDirectory()) return; // its files are met where they are
    }
    if (await isInput(entry.name, () => headOf(path))) {
      const input = { path, name: nameOf(path, root) };
      if (entry.isSymbolicLink()) links.push({ target, input });
      else {
        if (!found.has(path)) found.set(path, input);
        real.add(target);
      }
    } else ignored++;
  };

  for (const [i, { path, isFolder }] of given.entries()) {
    const root = roots[i]!;
    if (isFolder) await addFolder(path, root, await realpath(path));
    else {
      if (!found.has(path)) found.set(path, { path, name: nameOf(path, root) });
      real.add(await realpath(path));
    }
  }
  for (const { target, input } of links.sort((a, b) => (a.input.path < b.input.path ? -1 : 1))) {
    if (real.has(target)) continue;
    real.add(target);
    found.set(input.path, input);
  }
  return {
    found: [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    refused: [...refused].map(([name, reason]) => ({ name, reason })),
    ignored,
    results: [...own].sort(),
  };
}

async function describe(given: string): Promise<{ path: string; isFolder: boolean }> {
  if (given === '') throw new RunError('an empty path was given: name a file or a folder');
  const path = resolve(given);
  try {
    return { path, isFolder: (await stat(path)).isDirectory() };
  } catch (error) {
    const reason = fileReason(error);
    throw reason === undefined ? error : new RunError(`${given}: ${reason}`);
  }
}

/** The root of each path: one folder needs no prefix, several go by their own names. */
function rootsOf(folders: readonly string[]): Root[] {
  const distinct = [...new Set(folders)];
  // some systems do not tell names apart by their case
  const own = new Set(distinct.map((folder) => basename(folder).toLowerCase()));
  const taken = new Set<string>();
  const prefixes = new Map(
    distinct.map((folder) => {
      const name = basename(folder);
      let unique = name;
      for (
        let number = 2;
        taken.has(unique.toLowerCase()) || (unique !== name && own.has(unique.toLowerCase()));
        number++
      ) {
        unique = `${name} (${number})`;
      }
      taken.add(unique.toLowerCase());
      return [folder, `${unique}/`];
    }),
  );
  return folders.map((folder) => ({ folder, prefix: distinct.length === 1 ? '' : prefixes.get(folder)! }));
}

function nameOf(path: string, { folder, prefix }: Root): string {
  return prefix + relative(folder, path).split(sep).join('/');
}

async function headOf(path: string): Promise<Uint8Array> {
  // without waiting for whom a pipe might come from
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
