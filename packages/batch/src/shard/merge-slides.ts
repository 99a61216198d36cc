import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReportedSlideLine } from '@leukolens/report';
import { writeWhole } from '../atomic.ts';
import type { Input, Inputs } from '../inputs.ts';
import type { StoredModel } from '../models.ts';
import { requireEmpty } from '../output-folder.ts';
import { RunError } from '../run-error.ts';
import { writeSlidesTable } from '../slide/run-slides.ts';
import { clearSlide, sourceOf } from '../slide/slide-folder.ts';
import { namesOf } from '../slide/slide-names.ts';
import { writeSlideOutputs } from '../slide/slide-outputs.ts';
import { type SlideSettings, slideSettingsSchema, slideSourceSchema } from '../slide/slide-settings.ts';
import { withSlide } from '../slide/slide-source.ts';
import { openTileJournal, TILE_JOURNAL } from '../slide/tile-journal.ts';
import { readTissue, TISSUE } from '../slide/tissue-file.ts';
import { type DoneShard, readShards, requireApartFrom, SHARD_FILE } from './shard-file.ts';

export interface SlideMergeOptions {
  readonly out: string;
  /** The slides themselves, as the shards were given them: the report's pictures are cut from them. */
  readonly slides: Inputs;
  readonly overwrite: boolean;
  readonly models: (settings: SlideSettings) => Promise<readonly StoredModel[]>;
}

/** The names of the slides that a folder holds shards of: folders with a `shard.json`, at any depth. */
async function shardedSlides(folder: string): Promise<string[]> {
  return namesOf(await readdir(folder, { recursive: true }), SHARD_FILE);
}

/**
 * Puts the shards of slides together: the folder then holds what one run over whole slides would have left.
 * @param folders what the runs with --shard were given as --out
 * @returns a line a slide; a slide that could not be read has no shards, and its reason
 * @throws RunError where shards of a slide that can be read are missing, or do not belong together
 */
export async function mergeSlides(
  folders: readonly string[],
  options: SlideMergeOptions,
): Promise<ReportedSlideLine[]> {
  const { out, slides, overwrite } = options;
  requireApartFrom(folders, out);
  // a shard whose run failed is missing in one folder, and found missing below
  const names = [...new Set((await Promise.all(folders.map(shardedSlides))).flat())].sort();
  const lines: ReportedSlideLine[] = slides.refused.map(({ name, reason }) => ({ name, error: reason }));
  for (const { path, name } of slides.found.filter((each) => !names.includes(each.name))) {
    if (folders.some((folder) => existsSync(join(folder, name, 'settings.json'))))
      throw new RunError(`no shard of ${name} is done: run them with --resume`);
    // what could not be read has no folder, what was never asked for neither
    const error = await withSlide(path, async () => undefined).catch((thrown) => {
      if (thrown instanceof RunError) return thrown.message;
      throw thrown;
    });
    if (error !== undefined) lines.push({ name, error });
  }
  let settings: SlideSettings | undefined;
  for (const name of names) {
    const shards = await readShards(folders.map((folder) => join(folder, name)));
    const input = slides.found.find((each) => each.name === name);
    if (input === undefined)
      throw new RunError(`${name} is not among the slides: name it, or its folder, by --slides`);
    const target = join(out, name);
    await mkdir(target, { recursive: true });
    if (overwrite) await clearSlide(target);
    await requireEmpty(target, overwrite ? ['settings.json'] : []);
    settings = slideSettingsSchema.parse(JSON.parse(shards[0]!.settings).settings);
    lines.push({ name, summary: await mergeSlide(shards, input, target, settings, options) });
  }
  if (settings === undefined) throw new RunError(`${folders[0]} holds no shard of a slide`);
  await writeSlidesTable(out, lines, settings);
  return lines;
}

async function mergeSlide(
  shards: readonly DoneShard[],
  { path, name }: Input,
  folder: string,
  settings: SlideSettings,
  { models }: SlideMergeOptions,
) {
  const [first] = shards as [DoneShard];
  return withSlide(path, async (slide, source) => {
    const expected = slideSourceSchema.parse(JSON.parse(first.settings).source);
    const { bytes, head } = await sourceOf(source);
    if (bytes !== expected.bytes || head !== expected.head) {
      throw new RunError(`${name} is not the file that its shards were made from`);
    }
    await writeWhole(join(folder, 'settings.json'), first.settings);
    await copyFile(join(first.folder, TISSUE), join(folder, TISSUE));
    const journal = await openTileJournal(join(folder, TILE_JOURNAL));
    try {
      for (const shard of shards) {
        const part = await openTileJournal(join(shard.folder, TILE_JOURNAL));
        for await (const line of part.lines(shard.own)) await journal.append(line);
        await part.close();
      }
      return await writeSlideOutputs({
        folder,
        name,
        slide,
        settings,
        micrometresPerPixel: settings.micrometresPerPixel ?? slide.metadata.micrometresPerPixel,
        models: await models(settings),
        ground: await readTissue(folder),
        journal,
        tiles: shards.flatMap(({ own }) => own.map(Number)).sort((a, b) => a - b),
      });
    } finally {
      await journal.close();
    }
  });
}
