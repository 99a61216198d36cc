import { join } from 'node:path';
import { type ReportedSlideLine, slidesCsv } from '@leukolens/report';
import { writeWhole } from '../atomic.ts';
import type { Inputs } from '../inputs.ts';
import { RunError } from '../run-error.ts';
import { runSlide, type SlideRunOptions } from './run-slide.ts';

export interface SlidesRunOptions extends SlideRunOptions {
  /** Called before each slide. */
  readonly slide?: (name: string) => void;
  /** Called where a slide failed, with the reason in one line. */
  readonly failed?: (name: string, reason: string) => void;
}

/**
 * Works through slides one after the other, each into a folder of `out` that goes by its name, and leaves `slides.csv`. A slide that
 * fails costs itself alone. Undefined where it was stopped before the end.
 */
export async function runSlides(
  { found, refused }: Inputs,
  out: string,
  options: SlidesRunOptions,
): Promise<readonly ReportedSlideLine[] | undefined> {
  const lines: ReportedSlideLine[] = refused.map(({ name, reason }) => ({ name, error: reason }));
  for (const { name, reason } of refused) options.failed?.(name, reason);
  for (const input of found) {
    const { name } = input;
    options.slide?.(name);
    try {
      const summary = await runSlide(input, join(out, name), options);
      if (summary === undefined) return undefined;
      lines.push({ name, summary });
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      options.failed?.(name, error.message);
      lines.push({ name, error: error.message });
    }
  }
  lines.sort((a, b) => (a.name < b.name ? -1 : 1));
  await writeWhole(join(out, 'slides.csv'), slidesCsv(lines, options.settings.cells?.classes));
  return lines;
}
