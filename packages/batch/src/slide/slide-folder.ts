import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { NOTICE, SOFTWARE } from '@leukolens/cad';
import type { ByteSource } from '@leukolens/imaging';
import { z } from 'zod';
import { writeWhole } from '../atomic.ts';
import { fileReason } from '../file-reason.ts';
import { type Existing, otherwise, requireEmpty } from '../output-folder.ts';
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

/** A run over a slide that its folder has to be the place of. */
export interface SlideFolderUse {
  readonly settings: SlideSettings;
  readonly source: SlideSource;
  readonly existing: Existing;
  readonly shard?: Shard | undefined;
}

/** What a slide's `settings.json` holds. */
function settingsOf({ settings, source, shard }: SlideFolderUse) {
  return { software: SOFTWARE, notice: NOTICE, command: 'slide', settings, source, ...(shard && { shard }) };
}

function settingsText(use: SlideFolderUse): string {
  return `${JSON.stringify(settingsOf(use), null, 2)}\n`;
}

/**
 * Looks whether a slide's folder may be used, and changes nothing.
 * @throws RunError where it may not, saying why and what to do
 */
export async function requireSlideFolder(folder: string, use: SlideFolderUse): Promise<void> {
  const before = await readFile(join(folder, 'settings.json'), 'utf8').catch(() => undefined);
  if (before === undefined) {
    if (existsSync(folder)) await requireEmpty(folder);
    return;
  }
  if (use.existing === 'refuse') {
    throw new RunError(
      `${folder} holds the results of a run: add --resume or --overwrite, or name another folder`,
    );
  }
  if (use.existing === 'resume' && before !== settingsText(use)) {
    throw new RunError(`${folder} was made ${differing(before, use)}: see its settings.json`);
  }
  if (use.existing === 'overwrite' && !savedSchema.safeParse(parsed(before)).success) {
    throw new RunError(`${folder} holds something else than a run of slide: name another folder`);
  }
}

/**
 * Makes a slide's folder ready, with settings and the slide's marks in it.
 * @throws RunError where it may not be used, saying why and what to do
 */
export async function prepareSlideFolder(folder: string, use: SlideFolderUse): Promise<void> {
  try {
    await requireSlideFolder(folder, use);
    await mkdir(folder, { recursive: true });
    if (use.existing === 'overwrite') await clearSlide(folder);
    await writeWhole(join(folder, 'settings.json'), settingsText(use));
  } catch (error) {
    throw asRefusal(error, folder);
  }
}

/** What the file system says of a folder is the user's matter. */
export function asRefusal(error: unknown, folder: string): unknown {
  const reason = fileReason(error);
  return reason === undefined ? error : new RunError(`cannot write to ${folder}: ${reason}`);
}

/** Removes what a run over a slide leaves, and nothing else. */
export async function clearSlide(folder: string): Promise<void> {
  for (const part of PARTS) await rm(join(folder, part), { recursive: true, force: true });
}

/** How a run differs from the one that its folder holds. */
function differing(before: string, use: SlideFolderUse): string {
  const saved = savedSchema.safeParse(parsed(before)).data?.source;
  if (saved === undefined) return 'by another command';
  const isSame = saved.head === use.source.head && saved.bytes === use.source.bytes;
  return isSame ? otherwise(before, settingsOf(use)) : 'from another file';
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
