import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What the temporary files are called that a killed run may leave behind. */
export const TEMPORARY = /^\.[0-9a-f]{12}\.tmp$/;

/**
 * Writes a file so that its name never stands for half of it, not even after a power cut: to a temporary name beside it,
 * synced, then renamed. Missing folders are made. The temporary file goes away when writing fails.
 */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  await writePieces(path, [content]);
}

/** The same for content that comes in pieces, of which only one is held at a time. */
export async function writePieces(
  path: string,
  pieces: Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = temporaryName(path);
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

/**
 * The same at once, for workers, and not synced: for files that come by the thousand and can be made again. The
 * hops to libuv's threads took ten times as long as the writing.
 */
export function writeNow(path: string, content: Uint8Array | string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = temporaryName(path);
  try {
    writeFileSync(temporary, content, { flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function temporaryName(path: string): string {
  return join(dirname(path), `.${randomBytes(6).toString('hex')}.tmp`);
}
