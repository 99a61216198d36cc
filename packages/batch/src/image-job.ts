import { readFileSync } from 'node:fs';
import { type ImageResult, nucleiOf, type Segmenter } from '@leukolens/cad';
import { type AnyImage, encodePng, ImageError, readImage } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { drawOutlines, nucleiGeoJson } from '@leukolens/report';
import { writeNow } from './atomic.ts';
import { fileReason } from './file-reason.ts';
import type { Input } from './inputs.ts';
import { openModel, type StoredModel } from './models.ts';
import { type Part, partPath } from './output.ts';
import { RunError } from './run-error.ts';
import { segmenterOf } from './segmenter-of.ts';
import type { SegmentSettings } from './settings.ts';

/** What decides how images are worked on. */
export interface ImageJobOptions {
  readonly settings: SegmentSettings;
  /** The folder that outputs go to. */
  readonly out: string;
  /** Where the network lies, for the methods that have one. */
  readonly modelFolder?: string;
  /** Threads that the network computes with; default all cores. */
  readonly threads?: number;
}

/** One image from file to files. Holds what is worth keeping between images; one instance serves one thread. */
export class ImageJob {
  readonly #settings: SegmentSettings;
  readonly #out: string;
  readonly #segmenter: Segmenter;

  private constructor(settings: SegmentSettings, out: string, segmenter: Segmenter) {
    this.#settings = settings;
    this.#out = out;
    this.#segmenter = segmenter;
  }

  /** @throws RunError where the network cannot be read, or has changed since the settings were made */
  static async start({ settings, out, modelFolder, threads }: ImageJobOptions): Promise<ImageJob> {
    const model = modelFolder === undefined ? undefined : await loadAgain(modelFolder);
    return new ImageJob(settings, out, await segmenterOf(settings, model, threads));
  }

  /** The image's record; a file that cannot be read, or whose outputs cannot be written, has its reason in it. */
  async run({ path, name }: Input): Promise<ImageResult> {
    try {
      return await this.#segment(path, name);
    } catch (error) {
      const reason = error instanceof ImageError ? error.message : fileReason(error);
      if (reason === undefined) throw error;
      return { image: name, width: null, height: null, nuclei: null, warnings: [], error: reason };
    }
  }

  async #segment(path: string, name: string): Promise<ImageResult> {
    const { maxPixels, split, micrometresPerPixel } = this.#settings;
    const { image, notes } = await readImage(readFileSync(path), sharpCodec, { maxPixels });
    const { width, height } = image;
    const mask = await this.#segmenter.segment(image);
    const { labels, objects, areaFraction, warnings } = countable(() =>
      nucleiOf(image, mask, { split, micrometresPerPixel }),
    );
    await this.#writeImage('masks', name, mask);
    await this.#writeImage('labels', name, labels);
    await this.#write('geojson', name, () => nucleiGeoJson(name, labels, objects));
    if (this.#settings.only.includes('overlays')) {
      drawOutlines(image, labels); // the image itself: it is done with, and may be large
      await this.#writeImage('overlays', name, image);
    }
    return {
      image: name,
      width,
      height,
      nuclei: { count: objects.length, areaFraction, objects },
      warnings: [...notes, ...warnings],
      error: null,
    };
  }

  async #writeImage(part: Part, name: string, image: AnyImage): Promise<void> {
    await this.#write(part, name, () => encodePng(image, sharpCodec));
  }

  async #write(
    part: Part,
    name: string,
    make: () => Uint8Array | string | Promise<Uint8Array>,
  ): Promise<void> {
    if (!this.#settings.only.includes(part)) return;
    writeNow(partPath(this.#out, part, name), await make());
  }
}

/** The reason becomes the record of every image, and no path of this machine shall get into that. */
function loadAgain(folder: string): Promise<StoredModel<'outline'>> {
  return openModel(folder, 'outline').catch((error: unknown) => {
    if (!(error instanceof RunError)) throw error;
    throw new RunError('the network can no longer be read: it was moved or altered while the run went on');
  });
}

/** More objects than can be numbered are the image's trouble, not a fault. */
function countable<Result>(count: () => Result): Result {
  try {
    return count();
  } catch (error) {
    throw error instanceof RangeError ? new ImageError('unsupported', error.message) : error;
  }
}
