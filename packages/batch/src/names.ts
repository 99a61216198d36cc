import { createHash } from 'node:crypto';

/** Bytes a file name may have on the file systems in use; a few are kept for the extension. */
const LONGEST_NAME = 255;
const LONGEST_EXTENSION = 16;

/**
 * The relative path of an output for an input: its own relative path with the extension added, as in
 * `day 1/smear.tif` to `day 1/smear.tif.png`. The input's extension stays, so that `a.png` and `a.jpg` beside
 * each other keep apart. A name too long for the file system is cut and gets a hash of the whole.
 */
export function outputName(input: string, extension: string): string {
  const slash = input.lastIndexOf('/') + 1;
  const name = input.slice(slash);
  return input.slice(0, slash) + shortened(name, LONGEST_NAME - LONGEST_EXTENSION) + extension;
}

function shortened(name: string, bytes: number): string {
  if (Buffer.byteLength(name) <= bytes) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  let kept = '';
  let room = bytes - hash.length - 1;
  for (const character of name) {
    room -= Buffer.byteLength(character);
    if (room < 0) break;
    kept += character;
  }
  return `${kept}~${hash}`;
}
