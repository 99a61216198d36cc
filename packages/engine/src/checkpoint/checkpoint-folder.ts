import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Checkpoint, checkpointPieces, decodeCheckpoint } from './checkpoint.ts';
import { CheckpointError } from './checkpoint-error.ts';

/** A checkpoint and the file that it came from. */
export interface FoundCheckpoint extends Checkpoint {
  readonly path: string;
}

/** A file of the folder that looks like a checkpoint and is none: its name, and why in one line. */
export interface RefusedCheckpoint {
  readonly name: string;
  readonly reason: string;
}

const NAME = /^step-(\d{9})\.safetensors$/;
const TEMPORARY = /^\.step-\d{9}\.[0-9a-f]{12}\.tmp$/;

/**
 * Saves a checkpoint as `step-000000123.safetensors`, made with its folder where that is missing. The name never stands
 * for half a file, not even after a power cut: the file is written under a temporary name, synced and renamed, and the
 * folder is synced. Only then are older checkpoints removed, and what earlier, killed runs left half-written. A folder
 * belongs to one run at a time; later checkpoints, of a run that went further, are left alone.
 * @param options.keep how many checkpoints up to this step are kept, this one among them; from 1, default 2
 * @returns the file's path
 * @throws CheckpointError for a step, record or `keep` out of range; the system's error where the disk fails
 */
export async function saveCheckpoint(
  folder: string,
  checkpoint: Checkpoint,
  { keep = 2 }: { readonly keep?: number } = {},
): Promise<string> {
  if (!Number.isInteger(keep) || keep < 1)
    throw new CheckpointError(`keep is ${keep}; expected a whole number from 1`);
  const pieces = checkpointPieces(checkpoint);
  await mkdir(folder, { recursive: true });
  const stem = `step-${String(checkpoint.step).padStart(9, '0')}`;
  const path = join(folder, `${stem}.safetensors`);
  const temporary = join(folder, `.${stem}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await writeSynced(temporary, pieces);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
  await tidy(folder, checkpoint.step, keep);
  return path;
}

async function writeSynced(path: string, pieces: readonly Uint8Array[]): Promise<void> {
  const file = await open(path, 'wx');
  try {
    for (const piece of pieces) await file.writeFile(piece);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the new name survive a power cut. Windows and some network drives have no such thing for folders. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EPERM'].includes(codeOf(error) ?? '')) throw error;
  } finally {
    await handle.close();
  }
}

async function tidy(folder: string, step: number, keep: number): Promise<void> {
  const names = await readdir(folder);
  const surplus = checkpointNames(names)
    .filter((name) => stepOf(name) <= step)
    .slice(keep);
  const leftovers = names.filter((name) => TEMPORARY.test(name));
  for (const name of [...surplus, ...leftovers]) await rm(join(folder, name), { force: true });
}

/** The names that are checkpoints', newest first. */
function checkpointNames(names: readonly string[]): string[] {
  return names.filter((name) => NAME.test(name)).sort((a, b) => stepOf(b) - stepOf(a));
}

function stepOf(name: string): number {
  return Number(NAME.exec(name)?.[1]);
}

/**
 * The newest checkpoint of a folder whose checksum holds; undefined where there is none, or no folder. What is torn,
 * truncated, altered or under another step's name is passed over, told to `onRefused`, and left where it is.
 */
export async function latestCheckpoint(
  folder: string,
  onRefused: (refused: RefusedCheckpoint) => void = () => {},
): Promise<FoundCheckpoint | undefined> {
  for (const name of checkpointNames(await namesIn(folder))) {
    const path = join(folder, name);
    try {
      const checkpoint = await readCheckpoint(path);
      if (checkpoint.step === stepOf(name)) return { ...checkpoint, path };
      throw new CheckpointError(`it holds step ${checkpoint.step}; expected that of its name`);
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      onRefused({ name, reason: error.message });
    }
  }
  return undefined;
}

/** Removes the checkpoints of a folder, for a run that is done, and what killed runs left half-written; nothing else. */
export async function removeCheckpoints(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    if (NAME.test(name) || TEMPORARY.test(name)) await rm(join(folder, name), { force: true });
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/**
 * A checkpoint from its file, or from the bytes of one.
 * @throws CheckpointError where it is none, its checksum does not hold, or the file cannot be read
 */
export async function readCheckpoint(source: string | Uint8Array): Promise<Checkpoint> {
  return decodeCheckpoint(typeof source === 'string' ? await fileBytes(source) : source);
}

async function fileBytes(path: string): Promise<Uint8Array> {
  try {
    if (!(await stat(path)).isFile()) throw new CheckpointError('it is no file; expected a checkpoint');
    return await readFile(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    throw new CheckpointError(`it cannot be read (${code})`, { cause: error });
  }
}

function codeOf(error: unknown): string | undefined {
  const isCoded = error instanceof Error && 'code' in error && typeof error.code === 'string';
  return isCoded ? String(error.code) : undefined;
}
