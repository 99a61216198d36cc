import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { NOTICE, type SlideNucleus, type SlideSummary, SOFTWARE, slideSummarySchema } from '@leukolens/cad';
import { encodeJpeg, type Region } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { dataUrl, nucleiCsv, slideGeoJson } from '@leukolens/report';
import { writePieces, writeWhole } from '../atomic.ts';
import { usedModel } from '../models.ts';
import { bestFields, type CellCounts } from './best-fields.ts';
import { overviewOf } from './overview.ts';
import { nucleiOf, type SlideOutcome, sumUp } from './slide-sum.ts';

/**
 * The files that sum a slide up, from its journal: `nuclei.csv.gz`, `nuclei.geojson` in the slide's pixels, `fields/`,
 * `overview.jpg`, `report.html` and, last, `slide.json`. They depend on what the journal holds, not on how it came about.
 */
export async function writeSlideOutputs(outcome: SlideOutcome): Promise<SlideSummary> {
  const { folder, name, slide, settings, ground } = outcome;
  const classes = settings.cells?.classes ?? [];
  await writePieces(join(folder, 'nuclei.csv.gz'), gzipped(nucleiCsv(byTile(outcome), [], classes)));
  await writePieces(join(folder, 'nuclei.geojson'), slideGeoJson(name, nucleiOf(outcome)));
  const { counts, ...found } = await sumUp(outcome, classes);
  const fields = bestFields(slide, ground.map, counts).map((field, i) => ({
    ...field,
    picture: `fields/${String(i + 1).padStart(2, '0')}.jpg`,
  }));
  const summary = slideSummarySchema.parse({ ...heading(outcome), ...found, fields });
  await writePictures(outcome, summary, counts);
  await writeWhole(join(folder, 'slide.json'), `${JSON.stringify(summary, null, 2)}\n`);
  return summary;
}

async function* byTile(outcome: SlideOutcome) {
  for await (const { measured } of nucleiOf(outcome)) {
    yield { image: outcome.name, nuclei: { objects: [measured] } };
  }
}

/** The same bytes whenever and wherever they are compressed. */
async function* gzipped(pieces: AsyncGenerator<string>): AsyncGenerator<Uint8Array> {
  const gzip = createGzip({ level: 6 });
  const filled = pipeline(Readable.from(pieces), gzip);
  yield* gzip as AsyncIterable<Uint8Array>;
  await filled;
}

function heading({ name, slide, settings, models, micrometresPerPixel }: SlideOutcome) {
  const { width, height, levels, metadata } = slide;
  return {
    schemaVersion: 1,
    software: SOFTWARE,
    notice: NOTICE,
    slide: {
      name,
      width,
      height,
      levels: levels.length,
      kind: metadata.kind,
      micrometresPerPixel: micrometresPerPixel ?? null,
      magnification: metadata.magnification ?? null,
    },
    settings,
    models: models.map(usedModel),
  };
}

async function writePictures(
  outcome: SlideOutcome,
  summary: SlideSummary,
  counts: CellCounts,
): Promise<void> {
  const { folder, slide, models, ground } = outcome;
  const overview = await encodeJpeg(await overviewOf(slide), sharpCodec);
  await writeWhole(join(folder, 'overview.jpg'), overview);
  const pictures: Uint8Array[] = [];
  for (const { picture, left, top, width, height } of summary.fields) {
    const { image } = await slide.read(0, { left, top, width, height });
    const jpeg = await encodeJpeg(image, sharpCodec);
    await writeWhole(join(folder, picture), jpeg);
    pictures.push(jpeg);
  }
  const { outlines, centres } = await drawnIn(outcome, summary.fields, summary.nuclei.count);
  const { slideReport } = await import('@leukolens/report/pages');
  const report = slideReport({
    summary,
    map: ground.map,
    counts: counts.nuclei,
    centres,
    models: models.map(({ description }) => description),
    overview: dataUrl(overview, 'image/jpeg'),
    fields: pictures.map((jpeg, i) => ({ picture: dataUrl(jpeg, 'image/jpeg'), outlines: outlines[i]! })),
  });
  await writeWhole(join(folder, 'report.html'), report);
}

/** Nuclei whose centres the report draws: with more of them it would take seconds to open. */
const MOST_CENTRES = 50_000;

/** For each field, the outlines of the nuclei whose centroids lie in it; and centres, of very many every so many-th. */
async function drawnIn(outcome: SlideOutcome, fields: readonly Region[], count: number) {
  const outlines = fields.map((): SlideNucleus['polygons'][] => []);
  const every = Math.ceil(count / MOST_CENTRES);
  const centres: number[] = [];
  for await (const { measured, polygons } of nucleiOf(outcome)) {
    const { centroidX: x, centroidY: y, label } = measured;
    if (label % every === 0) centres.push(Math.round(x), Math.round(y));
    const at = fields.findIndex(
      ({ left, top, width, height }) => x >= left && y >= top && x < left + width && y < top + height,
    );
    outlines[at]?.push(polygons);
  }
  return { outlines, centres: Uint32Array.from(centres) };
}
