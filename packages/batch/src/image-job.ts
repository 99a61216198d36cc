import { readFileSync } from 'node:fs';
import { failedImage, type ImageResult, type ModelKind, nucleiOf, type Segmenter } from '@leukolens/cad';
import { type AnyImage, encodePng, ImageError, readImage } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { drawOutlines, nucleiGeoJson } from '@leukolens/report';
import { writeNow } from './atomic.ts';
import { type CellReader, cellReader } from './cell-reading.ts';
import { type ClassReader, classReader } from './class-reading.ts';
import { fileReason } from './file-reason.ts';
import type { Input } from './inputs.ts';
import { openModel, requireModel, type StoredModel } from './models.ts';
import { type FilePart, partPath } from './output.ts';
import { RunError } from './run-error.ts';
import { segmenterOf } from './segmenter-of.ts';
import type { RunSettings } from './settings.ts';

/** What decides how images are worked on. */
export interface ImageJobOptions {
  readonly settings: RunSettings;
  /** The folder that outputs go to. */
  readonly out: string;
  /** Where the network lies, for the methods that have one. */
  readonly modelFolder?: string;
  /** Where the classifier lies, for runs that classify. */
  readonly classifierFolder?: string;
  /** Where the classifier of single nuclei lies, for runs that have one. */
  readonly cellsFolder?: string;
  /** Threads that networks compute with; default all cores. */
  readonly threads?: number;
}

/** One image from file to files. Holds what is worth keeping between images; one instance serves one thread. */
export class ImageJob {
  readonly #settings: RunSettings;
  readonly #out: string;
  readonly #segmenter: Segmenter;
  readonly #reader: ClassReader | undefined;
  readonly #cells: CellReader | undefined;

  private constructor(
    { settings, out }: ImageJobOptions,
    segmenter: Segmenter,
    reader: ClassReader | undefined,
    cells: CellReader | undefined,
  ) {
    this.#settings = settings;
    this.#out = out;
    this.#segmenter = segmenter;
    this.#reader = reader;
    this.#cells = cells;
  }

  /** @throws RunError where a network cannot be read, or has changed since the settings were made */
  static async start(options: ImageJobOptions): Promise<ImageJob> {
    const { settings, modelFolder, classifierFolder, cellsFolder, threads } = options;
    const model = modelFolder === undefined ? undefined : await loadAgain(modelFolder, 'outline');
    const segmenter = await segmenterOf(settings, model, threads);
    const classifierOf = async (folder: string, named: RunSettings['classifier']) => {
      const found = await loadAgain(folder, 'classifier');
      if (named) requireModel(named, found);
      return found;
    };
    const reader =
      classifierFolder === undefined
        ? undefined
        : await classReader(settings, await classifierOf(classifierFolder, settings.classifier), threads);
    const cells =
      cellsFolder === undefined
        ? undefined
        : await cellReader(await classifierOf(cellsFolder, settings.cells), threads);
    return new ImageJob(options, segmenter, reader, cells);
  }

  /** The image's record; a file that cannot be read, or whose outputs cannot be written, has its reason in it. */
  async run({ path, name }: Input): Promise<ImageResult> {
    try {
      return await this.#read(path, name);
    } catch (error) {
      const reason = error instanceof ImageError ? error.message : fileReason(error);
      if (reason === undefined) throw error;
      return failedImage(name, reason);
    }
  }

  async #read(path: string, name: string): Promise<ImageResult> {
    const { maxPixels, split, micrometresPerPixel, only, classifier } = this.#settings;
    const { image, notes } = await readImage(readFileSync(path), sharpCodec, { maxPixels });
    const { width, height } = image;
    const mask = await this.#segmenter.segment(image);
    const nuclei = countable(() => nucleiOf(image, mask, { split, micrometresPerPixel }));
    const { labels, areaFraction, warnings } = nuclei;
    const reading = await this.#reader?.read(image, mask, nuclei);
    const read = reading?.objects ?? nuclei.objects;
    const { objects, byClass } = (await this.#cells?.(image, mask, read)) ?? { objects: read };
    const explanation = reading?.explanation;
    await this.#writeImage('masks', name, mask);
    await this.#writeImage('labels', name, labels);
    await this.#write('geojson', name, () => nucleiGeoJson(name, labels, objects));
    if (explanation && classifier && only.includes('maps')) {
      // only runs that explain load what draws figures
      const { mapFiles } = await import('./map-files.ts');
      const files = mapFiles(this.#out, name, image, mask, explanation, classifier.classes);
      for await (const file of files) writeNow(file.path, file.content);
    }
    const record: ImageResult = {
      image: name,
      width,
      height,
      nuclei: {
        count: objects.length,
        areaFraction,
        objects: [...objects],
        ...(byClass && { byClass }),
      },
      classification: reading?.classification ?? null,
      cluster: reading?.cluster ?? null,
      maps: [...(reading?.maps ?? [])],
      warnings: [...notes, ...warnings, ...(reading?.warnings ?? [])],
      error: null,
    };
    if (only.includes('report')) {
      const { pageFiles } = await import('./page-files.ts');
      const files = await pageFiles(this.#out, record, image, labels, explanation, this.#reader?.coverage);
      for (const { path, content } of files) writeNow(path, content);
    }
    if (only.includes('overlays')) {
      drawOutlines(image, labels); // the image itself: it is done with, and may be large
      await this.#writeImage('overlays', name, image);
    }
    return record;
  }

  async #writeImage(part: FilePart, name: string, image: AnyImage): Promise<void> {
    await this.#write(part, name, () => encodePng(image, sharpCodec));
  }

  async #write(
    part: FilePart,
    name: string,
    make: () => Uint8Array | string | Promise<Uint8Array>,
  ): Promise<void> {
    if (!this.#settings.only.includes(part)) return;
    writeNow(partPath(this.#out, part, name), await make());
  }
}

/** The reason becomes the record of every image, and no path of this machine shall get into that. */
function loadAgain<Kind extends ModelKind>(folder: string, kind: Kind): Promise<StoredModel<Kind>> {
  return openModel(folder, kind).catch((error: unknown) => {
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
