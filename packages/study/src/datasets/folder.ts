import { readdir, realpath, stat } from 'node:fs/promises';
import { join, posix, sep, win32 } from 'node:path';

/** A folder that nothing is read from outside of, whatever its lists and symbolic links say. */
export interface Folder {
  /** The absolute path, symbolic links resolved. */
  readonly path: string;
  /**
   * The absolute path of a file, given relative to the folder with '/' or '\' between names, symbolic links
   * resolved. Throws where the path is absolute or leaves the folder, or where there is no such file.
   */
  file(relative: string): Promise<string>;
  /** A folder inside. Throws as `file` does, or where it is not a folder. */
  folder(relative: string): Promise<Folder>;
  /** The names in a folder inside, in code-point order; none where there is no such folder inside. */
  names(relative?: string): Promise<string[]>;
}

/** The folder at `path`; throws where there is none or it cannot be read. */
export async function openFolder(path: string): Promise<Folder> {
  const root = await realpath(path);
  if (!(await stat(root)).isDirectory()) throw new Error(`${path} is not a folder`);
  const resolve = async (relative: string) => {
    const path = plainRelative(relative);
    const real = await realpath(join(root, path)).catch(() => undefined);
    if (real === undefined) throw new Error(`${quoted(relative)} is not there`);
    if (real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep)) {
      throw new Error(`${quoted(relative)} is a symbolic link that leaves the folder`);
    }
    return real;
  };
  return {
    path: root,
    file: async (relative) => {
      const real = await resolve(relative);
      if (!(await stat(real)).isFile()) throw new Error(`${quoted(relative)} is not a file`);
      return real;
    },
    folder: async (relative) => openFolder(await resolve(relative)),
    names: async (relative = '.') => {
      const real = await resolve(relative).catch(() => undefined);
      const names = real === undefined ? [] : await readdir(real).catch(() => []);
      return names.sort();
    },
  };
}

/** The path with '/' between names; throws where it is absolute or climbs out of the folder. */
function plainRelative(relative: string): string {
  const path = posix.normalize(relative.replaceAll('\\', '/'));
  if (posix.isAbsolute(path) || win32.parse(path).root !== '' || relative.includes('\0')) {
    throw new Error(`${quoted(relative)} is not a path relative to the folder`);
  }
  if (path === '..' || path.startsWith('../')) throw new Error(`${quoted(relative)} leaves the folder`);
  return path;
}

function quoted(path: string): string {
  return JSON.stringify(path.length > 200 ? `${path.slice(0, 200)}…` : path);
}
