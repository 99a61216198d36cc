import { isAbsolute, relative, resolve, sep } from 'node:path';

/** Whether a path is a folder, or lies in it at any depth. */
export function isInside(path: string, folder: string): boolean {
  const rest = relative(resolve(folder), resolve(path));
  return rest !== '..' && !rest.startsWith(`..${sep}`) && !isAbsolute(rest); // absolute: on another drive of Windows
}
