import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What the temporary files are called that a killed run may leave behind. */
export const TEMPORARY = /^\.[0-9a-f]{12}\.tmp$/;

/**
 * Writes a file so that its name never stands for half of it: to a temporary name beside it, then renamed. Missing
 * folders are made. The temporary file goes away when writing fails.
 *
 * @param synced whether the content has reached the disk on return, as a power cut asks for; it takes milliseconds, so
 *   that thousands of files which can be made again go without
 */
export async function writeWhole(path: string, content: Uint8Array | string, synced = true): Promise<void> {
  await writePieces(path, [content], synced);
}

/** The same for content that comes in pieces, of which only one is held at a time. */
export async function writePieces(
  path: string,
  pieces: Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>,
  synced = true,
): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${randomBytes(6).toString('hex')}.tmp`);
  const file = await open(temporary, 'wx');
  try {
    for await (const piece of pieces) await file.writeFile(piece);
    if (synced) await file.sync();
    await file.close();
    await rename(temporary, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}
