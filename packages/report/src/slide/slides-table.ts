import { type SlideSummary, ZONES } from '@leukolens/cad';
import { csvLine } from '../csv.ts';

/** A slide of a run: what was found, or why nothing was. */
export type ReportedSlideLine =
  | { readonly name: string; readonly summary: SlideSummary }
  | { readonly name: string; readonly error: string };

/** `slides.csv`: a line a slide, those that failed too. */
export function slidesCsv(slides: readonly ReportedSlideLine[], classes: readonly string[] = []): string {
  const head = csvLine([
    'slide',
    'width_px',
    'height_px',
    'um_per_px',
    ...ZONES.map((zone) => `share ${zone}`),
    'nuclei',
    'nuclei_per_mm2',
    ...classes.flatMap((name) => [name, `share ${name}`, `share ${name} low`, `share ${name} high`]),
    'clumps',
    'unreadable parts',
    'warnings',
    'error',
    'use',
  ]);
  const lines = slides.map((line) => {
    const summary = 'summary' in line ? line.summary : undefined;
    return csvLine([
      line.name,
      summary?.slide.width,
      summary?.slide.height,
      summary?.slide.micrometresPerPixel ?? undefined,
      ...ZONES.map((zone) => summary?.zones[zone]),
      summary?.nuclei.count,
      summary?.nuclei.perSquareMillimetre ?? undefined,
      ...classes.flatMap((name) => {
        const found = summary?.nuclei.byClass?.[name];
        return [found?.count, found?.share, found?.interval[0], found?.interval[1]];
      }),
      summary?.clumps,
      summary?.missing.count,
      summary?.warnings.join('; '),
      'error' in line ? line.error : undefined,
      'research only',
    ]);
  });
  return head + lines.join('');
}
