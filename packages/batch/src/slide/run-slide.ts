import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mapTissue, type SlideSummary, slideStatistics, type TileResult } from '@leukolens/cad';
import type { Slide } from '@leukolens/imaging';
import type { Input } from '../inputs.ts';
import type { StoredModel } from '../models.ts';
import type { Existing } from '../output-folder.ts';
import { runPool } from '../pool.ts';
import { RunError } from '../run-error.ts';
import type { AllInputs, Shard } from '../shard/shard.ts';
import { writeShardFile } from '../shard/shard-file.ts';
import { prepareSlideFolder, sourceOf } from './slide-folder.ts';
import type { SlideJobOptions } from './slide-job.ts';
import { writeSlideOutputs } from './slide-outputs.ts';
import type { SlideSettings } from './slide-settings.ts';
import { withSlide } from './slide-source.ts';
import { openTileJournal, TILE_JOURNAL, type TileJournal } from './tile-journal.ts';
import { type Tile, tilesToRead } from './tiles-to-read.ts';
import { readTissue, type SlideGround, TISSUE, writeTissue } from './tissue-file.ts';

export interface SlideRunOptions {
  readonly settings: SlideSettings;
  /** The network that the settings name. */
  readonly model?: StoredModel<'outline'> | undefined;
  /** The classifier of single nuclei that the settings name. */
  readonly cells?: StoredModel<'classifier'> | undefined;
  /** The part of the slide's tiles that is to be done; all of them without. */
  readonly shard?: Shard | undefined;
  /** Worker processes, 1 or more. */
  readonly jobs: number;
  readonly existing: Existing;
  /** Called once, with the number of tiles that there is something to do for. */
  readonly started?: (tiles: number) => void;
  /** Called when a tile is done; with the reason where it could not be worked on. */
  readonly done?: (error: string | null) => void;
  /** Aborted to stop early: tiles under way are finished first. */
  readonly stop?: AbortSignal;
}

/** A slide's summary; or that it was stopped before the last tile, or that a shard of it is done. */
export type SlideEnd = SlideSummary | 'stopped' | 'shard done';

/**
 * Works through one slide, tile by tile, and writes its outputs into `folder`. Each tile is recorded as soon as it is done; a resumed
 * run goes on where that ended. A shard leaves what `mergeSlides` makes the outputs from.
 *
 * @throws RunError where the file is no slide that is read here, or the folder may not be used
 */
export async function runSlide(input: Input, folder: string, options: SlideRunOptions): Promise<SlideEnd> {
  return withSlide(input.path, async (slide, source) => {
    const { settings, model, cells, existing, shard, stop } = options;
    await prepareSlideFolder(folder, { settings, source: await sourceOf(source), existing, shard });
    const ground = await groundOf(slide, folder, stop);
    if (ground === undefined) return 'stopped';
    const all = ground.field ? tilesToRead(slide, settings.tileSide, ground.map) : [];
    const tiles = shard ? all.filter((_, i) => i % shard.of === shard.index - 1) : all;
    const micrometresPerPixel = settings.micrometresPerPixel ?? slide.metadata.micrometresPerPixel;
    const journal = await openTileJournal(join(folder, TILE_JOURNAL));
    try {
      const job: SlideJobOptions = {
        path: input.path,
        folder,
        settings,
        micrometresPerPixel,
        modelFolder: model?.folder,
        cellsFolder: cells?.folder,
      };
      const left = await workThrough(tiles, journal, job, options);
      if (left > 0) return 'stopped';
      const failed = tiles.filter(({ index }) => journal.facts(String(index))?.failed).length;
      // a shard that lacks tiles would be merged as if they held nothing
      if (failed > 0 && (shard || failed === tiles.length)) {
        throw new RunError(`${failed} of ${tiles.length} tiles failed: --resume tries them again`);
      }
      if (shard) {
        const own = tiles.map(({ index }) => String(index));
        await writeShardFile(folder, { command: 'slide', shard, all: await allTiles(folder, all), own });
        return 'shard done';
      }
      return await writeSlideOutputs({
        folder,
        name: input.name,
        slide,
        settings,
        micrometresPerPixel,
        models: [model, cells].filter((used) => used !== undefined),
        ground,
        journal,
        tiles: tiles.map(({ index }) => index),
      });
    } finally {
      await journal.close();
    }
  });
}

/** Gives the tiles that are not in the journal to workers; returns how many were left when it was stopped. */
async function workThrough(
  tiles: readonly Tile[],
  journal: TileJournal,
  job: SlideJobOptions,
  { jobs, started, done, stop }: SlideRunOptions,
): Promise<number> {
  const todo = tiles.filter(({ index }) => journal.facts(String(index))?.failed !== false);
  started?.(todo.length);
  const lanes = Math.min(jobs, Math.max(1, todo.length));
  let answered = 0;
  await runPool<Tile, TileResult>(
    todo,
    {
      module: new URL('./slide-worker.js', import.meta.url),
      data: { ...job, ...(lanes > 1 && { threads: 1 }) },
      jobs: lanes,
    },
    async ({ index }, answer) => {
      answered++;
      const error = 'error' in answer ? answer.error : null;
      const found = 'result' in answer ? answer.result : { nuclei: [], clumps: 0, missing: [] };
      await journal.append({ tile: index, error, ...found });
      done?.(error);
    },
    stop,
  );
  return todo.length - answered;
}

/** The tissue map and the statistics, made once and kept beside the outputs. */
async function groundOf(slide: Slide, folder: string, stop?: AbortSignal): Promise<SlideGround | undefined> {
  const known = await readTissue(folder).catch(() => undefined);
  if (known) return known;
  const map = await mapTissue(slide, stop).catch((error: unknown) => {
    if (stop?.aborted) return undefined;
    throw error;
  });
  if (map === undefined) return undefined;
  await writeTissue(folder, { map, field: await slideStatistics(slide, map) });
  // as the workers read it, so that a resumed run goes by the same numbers
  return readTissue(folder);
}

/** How many tiles there are to do, and a digest of what all of them go by. */
async function allTiles(folder: string, tiles: readonly Tile[]): Promise<AllInputs> {
  const sha256 = createHash('sha256')
    .update(await readFile(join(folder, TISSUE)))
    .digest('hex');
  return { count: tiles.length, sha256 };
}
