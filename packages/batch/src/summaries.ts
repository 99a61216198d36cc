import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataUrl, imagesCsv, nucleiCsv, resultsJson } from '@leukolens/report';
import { writePieces } from './atomic.ts';
import type { Journal } from './journal.ts';
import { type StoredModel, usedModel } from './models.ts';
import { pageName, pagePath } from './output.ts';
import type { RunSettings } from './settings.ts';

/** Their names. */
export const SUMMARIES = ['results.json', 'images.csv', 'nuclei.csv', 'report.html'];

/** The files that sum a run up, from its journal, of these images in this order. */
export async function writeSummaries(
  out: string,
  settings: RunSettings,
  models: readonly StoredModel[],
  journal: Journal,
  images: readonly string[],
): Promise<void> {
  await writePieces(
    join(out, 'results.json'),
    resultsJson(settings, models.map(usedModel), journal.records(images)),
  );
  const classes = settings.classifier?.classes ?? [];
  const cells = settings.cells?.classes ?? [];
  const maps = settings.layers.flatMap((layer) => settings.methods.map((method) => `${method}-${layer}`));
  await writePieces(join(out, 'images.csv'), imagesCsv(journal.records(images), classes, cells));
  await writePieces(join(out, 'nuclei.csv'), nucleiCsv(journal.records(images), maps, cells));
  if (settings.only.includes('report')) await writeReport(out, settings, models, journal, images);
}

async function writeReport(
  out: string,
  settings: RunSettings,
  models: readonly StoredModel[],
  journal: Journal,
  images: readonly string[],
): Promise<void> {
  const { articleOf, MOST_INSIDE, runReport } = await import('@leukolens/report/pages');
  const inside = images.length <= MOST_INSIDE;
  const lines = async function* () {
    for await (const record of journal.records(images)) {
      if (record.error !== null) {
        yield { record };
        continue;
      }
      const small = await readFile(pagePath(out, record.image, '.jpg'));
      const page = inside ? undefined : pageName(record.image);
      yield { record, thumbnail: dataUrl(small, 'image/jpeg'), page };
    }
  };
  const articles = async function* () {
    for await (const { image, error } of journal.records(images)) {
      if (error === null) yield articleOf(await readFile(pagePath(out, image), 'utf8'));
    }
  };
  const title = `Report on ${images.length === 1 ? images[0] : `${images.length} images`}`;
  await writePieces(
    join(out, 'report.html'),
    runReport({
      title,
      settings,
      models: models.map(({ description }) => description),
      lines,
      ...(inside && { articles }),
    }),
  );
}
