import {
  countedShare,
  isUnlike,
  likeliestClass,
  type SlideNucleus,
  unlikeWarnings,
  ZONES,
} from '@leukolens/cad';
import type { Region, Slide } from '@leukolens/imaging';
import type { StoredModel } from '../models.ts';
import { CellCounts } from './best-fields.ts';
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

/** Every nucleus of the slide with its number, tile by tile. */
export async function* nucleiOf({ journal, tiles }: SlideOutcome): AsyncGenerator<SlideNucleus> {
  let label = 0;
  for await (const { nuclei } of journal.lines(tiles.map(String))) {
    for (const { measured, polygons } of nuclei)
      yield { measured: { ...measured, label: ++label }, polygons };
  }
}

/** What a slide comes to, one nucleus in memory at a time. @param classes of the classifier of single nuclei, if one looked */
export async function sumUp(outcome: SlideOutcome, classes: readonly string[]) {
  const { journal, tiles, ground, slide, micrometresPerPixel } = outcome;
  const rankedBy = classes.find((name) => /blast/i.test(name)) ?? classes.at(-1);
  const counts = new CellCounts(ground.map, rankedBy);
  const most = new Map(classes.map((name) => [name, 0]));
  const parts: Region[] = [...ground.map.missing];
  const warnings: string[] = [];
  let [count, unlike, clumps, failed] = [0, 0, 0, 0];
  for await (const line of journal.lines(tiles.map(String))) {
    if (line.error !== null) failed++;
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
  const zones = zoneShares(ground.map.zones);
  const read = micrometresPerPixel && zones.read! * slide.width * slide.height * micrometresPerPixel ** 2;
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
    zones,
    nuclei: {
      count,
      perSquareMillimetre: read ? (1e6 * count) / read : null,
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

function zoneShares(zones: Uint8Array): Record<string, number> {
  return Object.fromEntries(
    ZONES.map((zone, i) => [zone, zones.reduce((sum, cell) => sum + (cell === i ? 1 : 0), 0) / zones.length]),
  );
}
