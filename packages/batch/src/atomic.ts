import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Writes a file so that its name never stands for half of it: to a temporary name beside it, synced, renamed.
 * Missing folders are made. The temporary file goes away when writing fails.
 */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  await writePieces(path, [content]);
}

/** The same for content that comes in pieces, of which only one is held at a time. */
export async function writePieces(
  path: string,
  pieces: Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>,
): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${randomBytes(6).toString('hex')}.tmp`);
  const file = await open(temporary, 'wx');
  try {
    for await (const piece of pieces) await file.writeFile(piece);
    await file.sync();
    await file.close();
    await rename(temporary, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}
