import { countedShare, isUnlike, likeliestClass, type SlideNucleus, unlikeWarnings } from '@leukolens/cad';
import type { Region, Slide } from '@leukolens/imaging';
import type { StoredModel } from '../models.ts';
import { CellCounts } from './best-fields.ts';
import { settledTiles } from './settled-tiles.ts';
import type { SlideSettings } from './slide-settings.ts';
import type { TileJournal } from './tile-journal.ts';
import { tileAt } from './tiles-to-read.ts';
import type { SlideGround } from './tissue-file.ts';
import { ZoneAreas } from './zone-areas.ts';

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

/** Every nucleus of the slide with its number, tile by tile. */
export async function* nucleiOf(outcome: SlideOutcome): AsyncGenerator<SlideNucleus> {
  let label = 0;
  for await (const { nuclei } of settledTiles(outcome)) {
    for (const { measured, polygons } of nuclei)
      yield { measured: { ...measured, label: ++label }, polygons };
  }
}

/** What a slide comes to, one nucleus in memory at a time. @param classes of the classifier of single nuclei, if one looked */
export async function sumUp(outcome: SlideOutcome, classes: readonly string[]) {
  const { ground, slide, settings, micrometresPerPixel } = outcome;
  const areas = new ZoneAreas(ground.map, slide);
  const rankedBy = classes.find((name) => /blast/i.test(name)) ?? classes.at(-1);
  const counts = new CellCounts(ground.map, rankedBy);
  const most = new Map(classes.map((name) => [name, 0]));
  const parts: Region[] = [...ground.map.missing];
  const warnings: string[] = [];
  let [count, unlike, clumps, failed, unread] = [0, 0, 0, 0, 0];
  for await (const line of settledTiles(outcome)) {
    const tile = tileAt(slide, settings.tileSide, line.tile);
    if (line.error !== null) failed++;
    unread += line.error === null ? areas.readIn(tile, line.missing) : areas.readIn(tile, [tile]);
    clumps += line.clumps;
    parts.push(...line.missing);
    for (const { measured } of line.nuclei) {
      count++;
      if (isUnlike(measured)) unlike++;
      counts.add(measured);
      const name = likeliestClass(measured);
      if (name !== undefined) most.set(name, (most.get(name) ?? 0) + 1);
    }
  }
  const side = micrometresPerPixel && micrometresPerPixel / 1000;
  const read = side && (areas.read - unread) * side ** 2;
  if (failed > 0) warnings.push(`${failed} tiles could not be worked on, and nothing in them is counted`);
  if (parts.length > 0)
    warnings.push(`${parts.length} parts of the file could not be read: nothing in them is counted`);
  if (count === 0) warnings.push('no nucleus found');
  const named = [...most.values()].reduce((sum, each) => sum + each, 0);
  warnings.push(...unlikeWarnings(unlike, count, classes));
  if (micrometresPerPixel === undefined)
    warnings.push('the file does not say how large a pixel is: --um-per-pixel does');
  return {
    counts,
    zones: areas.shares,
    nuclei: {
      count,
      squareMillimetres: read ?? null,
      perSquareMillimetre: read ? count / read : null,
      ...(classes.length > 0 &&
        named > 0 && {
          byClass: Object.fromEntries(
            [...most].map(([name, each]) => {
              const { share, interval } = countedShare(each, named)!;
              return [name, { count: each, share, interval }];
            }),
          ),
        }),
    },
    clumps,
    missing: { count: parts.length, parts: parts.slice(0, MOST_PARTS) },
    rankedBy: counts.rankedBy,
    warnings,
  };
}
