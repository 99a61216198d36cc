import { join } from 'node:path';
import { MAP_METHODS, type UsedModel } from '@leukolens/cad';
import { imagesCsv, nucleiCsv, resultsJson } from '@leukolens/report';
import { writePieces } from './atomic.ts';
import type { Journal } from './journal.ts';
import type { RunSettings } from './settings.ts';

/** Their names. */
export const SUMMARIES = ['results.json', 'images.csv', 'nuclei.csv'];

/** The files that sum a run up, from its journal, of these images in this order. */
export async function writeSummaries(
  out: string,
  settings: RunSettings,
  models: readonly UsedModel[],
  journal: Journal,
  images: readonly string[],
): Promise<void> {
  await writePieces(join(out, 'results.json'), resultsJson(settings, models, journal.records(images)));
  const classes = settings.classifier?.classes ?? [];
  const cells = settings.cells?.classes ?? [];
  const maps = settings.layers.flatMap((layer) => MAP_METHODS.map((method) => `${method}-${layer}`));
  await writePieces(join(out, 'images.csv'), imagesCsv(journal.records(images), classes, cells));
  await writePieces(join(out, 'nuclei.csv'), nucleiCsv(journal.records(images), maps, cells));
}
