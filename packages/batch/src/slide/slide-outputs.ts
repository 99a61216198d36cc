import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import {
  countedShare,
  NOTICE,
  type NucleusResult,
  type SlideNucleus,
  type SlideSummary,
  SOFTWARE,
  slideSummarySchema,
  ZONES,
} from '@leukolens/cad';
import { encodeJpeg, type Region, type Slide } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { dataUrl, nucleiCsv, slideGeoJson } from '@leukolens/report';
import { writePieces, writeWhole } from '../atomic.ts';
import { type StoredModel, usedModel } from '../models.ts';
import { bestFields, CellCounts } from './fields.ts';
import { overviewOf } from './overview.ts';
import type { SlideSettings } from './slide-settings.ts';
import type { TileJournal } from './tile-journal.ts';
import type { SlideGround } from './tissue-file.ts';

/** What a slide's outputs are made from. */
export interface SlideOutcome {
  /** The slide's folder. */
  readonly folder: string;
  readonly name: string;
  readonly slide: Slide;
  readonly settings: SlideSettings;
  readonly micrometresPerPixel: number | undefined;
  readonly models: readonly StoredModel[];
  readonly ground: SlideGround;
  readonly journal: TileJournal;
  /** Numbers of the tiles that were to be read, in order. */
  readonly tiles: readonly number[];
}

/** Unreadable parts that are listed. */
const MOST_PARTS = 100;

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

/** Every nucleus of the slide with its number, tile by tile. */
async function* nucleiOf({ journal, tiles }: SlideOutcome): AsyncGenerator<SlideNucleus> {
  let label = 0;
  for await (const { nuclei } of journal.lines(tiles.map(String))) {
    for (const { measured, polygons } of nuclei)
      yield { measured: { ...measured, label: ++label }, polygons };
  }
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

async function sumUp(outcome: SlideOutcome, classes: readonly string[]) {
  const { journal, tiles, ground, slide, micrometresPerPixel } = outcome;
  const rankedBy = classes.find((name) => /blast/i.test(name)) ?? classes.at(-1);
  const counts = new CellCounts(ground.map, rankedBy);
  const most = new Map(classes.map((name) => [name, 0]));
  const parts: Region[] = [...ground.map.missing];
  const warnings: string[] = [];
  let [count, clumps, failed] = [0, 0, 0];
  for await (const line of journal.lines(tiles.map(String))) {
    if (line.error !== null) failed++;
    clumps += line.clumps;
    parts.push(...line.missing);
    for (const { measured } of line.nuclei) {
      count++;
      counts.add(measured);
      const name = likeliest(measured);
      if (name !== undefined) most.set(name, (most.get(name) ?? 0) + 1);
    }
  }
  const zones = zoneShares(ground.map.zones);
  const read = micrometresPerPixel && zones.read! * slide.width * slide.height * micrometresPerPixel ** 2;
  if (failed > 0) warnings.push(`${failed} tiles could not be worked on, and nothing in them is counted`);
  if (parts.length > 0)
    warnings.push(`${parts.length} parts of the file could not be read: nothing in them is counted`);
  if (count === 0) warnings.push('no nucleus found');
  if (micrometresPerPixel === undefined)
    warnings.push('the file does not say how large a pixel is: --um-per-pixel does');
  return {
    counts,
    zones,
    nuclei: {
      count,
      perSquareMillimetre: read ? (1e6 * count) / read : null,
      ...(classes.length > 0 &&
        count > 0 && {
          byClass: Object.fromEntries(
            [...most].map(([name, each]) => {
              const { share, interval } = countedShare(each, count)!;
              return [name, { count: each, share, interval }];
            }),
          ),
        }),
    },
    clumps,
    missing: { count: parts.length, parts: parts.slice(0, MOST_PARTS) },
    rankedBy: rankedBy ?? 'nuclei',
    warnings,
  };
}

function likeliest({ classes = {} }: NucleusResult): string | undefined {
  return Object.entries(classes).sort(([, a], [, b]) => b - a)[0]?.[0];
}

function zoneShares(zones: Uint8Array): Record<string, number> {
  return Object.fromEntries(
    ZONES.map((zone, i) => [zone, zones.reduce((sum, cell) => sum + (cell === i ? 1 : 0), 0) / zones.length]),
  );
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
  const outlines = await outlinesIn(outcome, summary.fields);
  const { slideReport } = await import('@leukolens/report/pages');
  const report = slideReport({
    summary,
    map: ground.map,
    counts: counts.nuclei,
    models: models.map(({ description }) => description),
    overview: dataUrl(overview, 'image/jpeg'),
    fields: pictures.map((jpeg, i) => ({ picture: dataUrl(jpeg, 'image/jpeg'), outlines: outlines[i]! })),
  });
  await writeWhole(join(folder, 'report.html'), report);
}

/** For each field, the outlines of the nuclei whose centroids lie in it. */
async function outlinesIn(outcome: SlideOutcome, fields: readonly Region[]) {
  const found = fields.map((): SlideNucleus['polygons'][] => []);
  for await (const { measured, polygons } of nucleiOf(outcome)) {
    const { centroidX: x, centroidY: y } = measured;
    const at = fields.findIndex(
      ({ left, top, width, height }) => x >= left && y >= top && x < left + width && y < top + height,
    );
    found[at]?.push(polygons);
  }
  return found;
}
