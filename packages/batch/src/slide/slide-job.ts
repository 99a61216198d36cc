import { cellReader, type TileOptions, type TileResult, tileNuclei } from '@leukolens/cad';
import { Slide } from '@leukolens/imaging';
import { FileSource, sharpCodec } from '@leukolens/imaging/node';
import { loadAgain } from '../load-again.ts';
import { RunError } from '../run-error.ts';
import { runtimeFor } from '../runtime-for.ts';
import { segmenterOf } from '../segmenter-of.ts';
import type { SlideSettings } from './slide-settings.ts';
import type { Tile } from './tiles-to-read.ts';
import { readTissue } from './tissue-file.ts';

/** What a worker on tiles is started with. */
export interface SlideJobOptions {
  readonly path: string;
  /** The slide's folder, which holds `tissue.json`. */
  readonly folder: string;
  readonly settings: SlideSettings;
  readonly micrometresPerPixel?: number | undefined;
  readonly modelFolder?: string | undefined;
  readonly cellsFolder?: string | undefined;
  readonly threads?: number | undefined;
}

/** The tiles of one slide, one at a time. */
export class SlideJob {
  readonly #slide: Slide;
  readonly #options: TileOptions;

  private constructor(slide: Slide, options: TileOptions) {
    this.#slide = slide;
    this.#options = options;
  }

  /** @throws RunError where a network cannot be read, or has changed since the settings were made */
  static async start(options: SlideJobOptions): Promise<SlideJob> {
    const { path, folder, settings, micrometresPerPixel, modelFolder, threads } = options;
    const { map, field } = await readTissue(folder);
    if (field === undefined) throw new RunError('nothing of the slide is read');
    const slide = await Slide.open(await FileSource.open(path), sharpCodec);
    return new SlideJob(slide, {
      segmenter: await segmenterOf(
        settings,
        await loadAgain(modelFolder, 'outline', settings.model),
        threads,
      ),
      field,
      map,
      split: settings.split,
      micrometresPerPixel,
      cells: await reader(options.cellsFolder, settings, threads),
    });
  }

  run(tile: Tile): Promise<TileResult> {
    return tileNuclei(this.#slide, tile, this.#options);
  }
}

async function reader(folder: string | undefined, { cells }: SlideSettings, threads: number | undefined) {
  const model = await loadAgain(folder, 'classifier', cells);
  return model && cellReader(model, await runtimeFor('what was asked for', threads));
}
