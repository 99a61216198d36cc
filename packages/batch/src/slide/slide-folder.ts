import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { NOTICE, SOFTWARE } from '@leukolens/cad';
import type { ByteSource } from '@leukolens/imaging';
import { z } from 'zod';
import { writeWhole } from '../atomic.ts';
import { fileReason } from '../file-reason.ts';
import { type Existing, requireEmpty } from '../output-folder.ts';
import { RunError } from '../run-error.ts';
import type { Shard } from '../shard/shard.ts';
import { SHARD_FILE } from '../shard/shard-file.ts';
import {
  type SlideSettings,
  type SlideSource,
  slideSettingsSchema,
  slideSourceSchema,
} from './slide-settings.ts';
import { TILE_JOURNAL } from './tile-journal.ts';
import { TISSUE } from './tissue-file.ts';

const MIB = 2 ** 20;
/** What a run over a slide leaves beside its settings. */
const PARTS = [
  'slide.json',
  'report.html',
  'overview.jpg',
  'nuclei.csv.gz',
  'nuclei.geojson',
  'fields',
  TISSUE,
  TILE_JOURNAL,
  SHARD_FILE,
];

const savedSchema = z.object({
  command: z.literal('slide'),
  settings: slideSettingsSchema,
  source: slideSourceSchema,
});

/**
 * Makes a slide's folder ready, with settings and the slide's marks in it.
 * @throws RunError where it may not be used, saying why and what to do
 */
export async function prepareSlideFolder(
  folder: string,
  settings: SlideSettings,
  source: SlideSource,
  existing: Existing,
  shard?: Shard,
): Promise<void> {
  const path = join(folder, 'settings.json');
  const whole = { software: SOFTWARE, notice: NOTICE, command: 'slide', settings, source };
  const text = `${JSON.stringify({ ...whole, ...(shard && { shard }) }, null, 2)}\n`;
  try {
    await mkdir(folder, { recursive: true });
    const before = await readFile(path, 'utf8').catch(() => undefined);
    if (before === undefined) await requireEmpty(folder);
    if (before !== undefined && existing === 'refuse') {
      throw new RunError(
        `${folder} holds the results of a run: add --resume or --overwrite, or name another folder`,
      );
    }
    if (before !== undefined && existing === 'resume' && before !== text) {
      throw new RunError(`${folder} was made ${differing(before, source)}: see its settings.json`);
    }
    if (before !== undefined && existing === 'overwrite') {
      if (!savedSchema.safeParse(parsed(before)).success) {
        throw new RunError(`${folder} holds something else than a run of slide: name another folder`);
      }
      await clearSlide(folder);
    }
    await writeWhole(path, text);
  } catch (error) {
    const reason = fileReason(error);
    throw reason === undefined ? error : new RunError(`cannot write to ${folder}: ${reason}`);
  }
}

/** Removes what a run over a slide leaves, and nothing else. */
export async function clearSlide(folder: string): Promise<void> {
  for (const part of PARTS) await rm(join(folder, part), { recursive: true, force: true });
}

/** How a run differs from the one that its folder holds. */
function differing(before: string, source: SlideSource): string {
  const saved = savedSchema.safeParse(parsed(before)).data?.source;
  if (saved === undefined) return 'by another command';
  const isSame = saved.head === source.head && saved.bytes === source.bytes;
  return isSame ? 'with other settings or another version' : 'from another file';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** By what the file is known again. */
export async function sourceOf(source: ByteSource): Promise<SlideSource> {
  const head = createHash('sha256')
    .update(await source.read(0, MIB))
    .digest('hex');
  return { bytes: source.size, head };
}
