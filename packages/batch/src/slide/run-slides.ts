import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ReportedSlideLine, slidesCsv } from '@leukolens/report';
import { writeWhole } from '../atomic.ts';
import type { Input, Inputs } from '../inputs.ts';
import { RunError } from '../run-error.ts';
import { runSlide, type SlideRunOptions } from './run-slide.ts';
import { asRefusal, requireSlideFolder, sourceOf } from './slide-folder.ts';
import { namesOf } from './slide-names.ts';
import type { SlideSettings } from './slide-settings.ts';
import { withSlide } from './slide-source.ts';

/** What sums up a run over slides. */
const SLIDES_TABLE = 'slides.csv';

export interface SlidesRunOptions extends SlideRunOptions {
  /** Called before each slide. */
  readonly slide?: (name: string) => void;
  /** Called where a slide failed, with the reason in one line. */
  readonly failed?: (name: string, reason: string) => void;
}

/**
 * Works through slides one after the other, each into a folder of `out` that goes by its name, and leaves `slides.csv`. A slide that
 * fails costs itself alone. Of shards there is no table. Undefined where it was stopped before the end.
 *
 * @throws RunError before anything is done where a folder may not be used: what an earlier run left stays as it is
 */
export async function runSlides(
  { found, refused }: Inputs,
  out: string,
  options: SlidesRunOptions,
): Promise<readonly ReportedSlideLine[] | undefined> {
  await requirePlace(found, out, options);
  const lines: ReportedSlideLine[] = refused.map(({ name, reason }) => ({ name, error: reason }));
  for (const { name, reason } of refused) options.failed?.(name, reason);
  for (const input of found) {
    const { name } = input;
    options.slide?.(name);
    try {
      const end = await runSlide(input, join(out, name), options);
      if (end === 'stopped') return undefined;
      if (end !== 'shard done') lines.push({ name, summary: end });
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      options.failed?.(name, error.message);
      lines.push({ name, error: error.message });
    }
  }
  if (!options.shard) await writeSlidesTable(out, lines, options.settings);
  return lines;
}

async function requirePlace(
  found: readonly Input[],
  out: string,
  { settings, existing, shard }: SlidesRunOptions,
): Promise<void> {
  if (existing === 'refuse' && existsSync(join(out, SLIDES_TABLE))) {
    throw new RunError(
      `${out} holds the results of a run: add --resume or --overwrite, or name another folder`,
    );
  }
  for (const { path, name } of found) {
    const source = await withSlide(path, (_, file) => sourceOf(file)).catch((error) => {
      if (error instanceof RunError) return undefined; // told of when it is its turn
      throw error;
    });
    if (source === undefined) continue;
    const folder = join(out, name);
    await requireSlideFolder(folder, { settings, source, existing, shard }).catch((error) => {
      throw asRefusal(error, folder);
    });
  }
}

/** The names of the slides that a folder holds results of. */
export async function doneSlides(out: string): Promise<string[]> {
  return namesOf(await readdir(out, { recursive: true }).catch(() => []), 'slide.json');
}

/** `slides.csv`. */
export async function writeSlidesTable(
  out: string,
  lines: readonly ReportedSlideLine[],
  settings: SlideSettings,
): Promise<void> {
  const sorted = [...lines].sort((a, b) => (a.name < b.name ? -1 : 1));
  await writeWhole(join(out, SLIDES_TABLE), slidesCsv(sorted, settings.cells?.classes));
}
