import { join } from 'node:path';
import type { UsedModel } from '@leukolens/cad';
import { imagesCsv, nucleiCsv, resultsJson } from '@leukolens/report';
import { writePieces } from './atomic.ts';
import type { Journal } from './journal.ts';
import type { SegmentSettings } from './settings.ts';

/** Their names. */
export const SUMMARIES = ['results.json', 'images.csv', 'nuclei.csv'];

/** The files that sum a run up, from its journal, of these images in this order. */
export async function writeSummaries(
  out: string,
  settings: SegmentSettings,
  models: readonly UsedModel[],
  journal: Journal,
  images: readonly string[],
): Promise<void> {
  await writePieces(join(out, 'results.json'), resultsJson(settings, models, journal.records(images)));
  await writePieces(join(out, 'images.csv'), imagesCsv(journal.records(images)));
  await writePieces(join(out, 'nuclei.csv'), nucleiCsv(journal.records(images)));
}
