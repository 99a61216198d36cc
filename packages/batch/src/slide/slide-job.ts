import {
  cellReader,
  makeSegmenter,
  type PartSegmenter,
  type TileOptions,
  type TileResult,
  tileNuclei,
} from '@leukolens/cad';
import { Slide } from '@leukolens/imaging';
import { FileSource, sharpCodec } from '@leukolens/imaging/node';
import { openModel, requireModel } from '../models.ts';
import { RunError } from '../run-error.ts';
import { runtimeFor } from '../runtime-for.ts';
import type { SlideSettings } from './slide-settings.ts';
import type { Tile } from './tiles.ts';
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
    const { path, folder, settings, micrometresPerPixel, threads } = options;
    const { map, field } = await readTissue(folder);
    if (field === undefined) throw new RunError('nothing of the slide is read');
    const slide = await Slide.open(await FileSource.open(path), sharpCodec);
    return new SlideJob(slide, {
      segmenter: await partSegmenter(options),
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

async function partSegmenter({ settings, modelFolder, threads }: SlideJobOptions): Promise<PartSegmenter> {
  if (modelFolder === undefined) return makeSegmenter({ ...settings, method: 'handcrafted' }, undefined);
  const model = await openModel(modelFolder, 'outline');
  if (settings.model) requireModel(settings.model, model);
  const runtime = await runtimeFor('what was asked for', threads);
  return makeSegmenter({ ...settings, method: 'unet' }, { model, runtime });
}

async function reader(folder: string | undefined, { cells }: SlideSettings, threads: number | undefined) {
  if (folder === undefined) return undefined;
  const model = await openModel(folder, 'classifier');
  if (cells) requireModel(cells, model);
  return cellReader(model, await runtimeFor('what was asked for', threads));
}
