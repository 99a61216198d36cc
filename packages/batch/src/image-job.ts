import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Analysis, Analyzer, failedImage, type ImageResult } from '@leukolens/cad';
import { type AnyImage, encodePng, ImageError, type RgbImage, readImage } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { drawOutlines, nucleiGeoJson } from '@leukolens/report';
import { writeNow } from './atomic.ts';
import { fileReason } from './file-reason.ts';
import type { Input } from './inputs.ts';
import { loadAgain } from './load-again.ts';
import { type FilePart, mapFolder, pagePath, partPath } from './output.ts';
import { runtimeFor } from './runtime-for.ts';
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
  readonly #analyzer: Analyzer;

  private constructor({ settings, out }: ImageJobOptions, analyzer: Analyzer) {
    this.#settings = settings;
    this.#out = out;
    this.#analyzer = analyzer;
  }

  /** @throws RunError where a network cannot be read, or has changed since the settings were made */
  static async start(options: ImageJobOptions): Promise<ImageJob> {
    const { settings, modelFolder, classifierFolder, cellsFolder, threads } = options;
    const models = {
      outline: await loadAgain(modelFolder, 'outline', settings.model),
      classifier: await loadAgain(classifierFolder, 'classifier', settings.classifier),
      cells: await loadAgain(cellsFolder, 'classifier', settings.cells),
    };
    const runtime = () => runtimeFor('what was asked for', threads);
    return new ImageJob(options, await Analyzer.start(settings, models, runtime));
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
    const { maxPixels } = this.#settings;
    const { image, notes } = await readImage(readFileSync(path), sharpCodec, { maxPixels });
    const analysis = await countable(this.#analyzer.analyze({ name, image, notes }));
    const { record, mask, labels } = analysis;
    await this.#writeImage('masks', name, mask);
    await this.#writeImage('labels', name, labels);
    await this.#write('geojson', name, () => nucleiGeoJson(name, labels, record.nuclei!.objects));
    await this.#writeFigures(image, analysis);
    if (this.#settings.only.includes('overlays')) {
      drawOutlines(image, labels); // the image itself: it is done with, and may be large
      await this.#writeImage('overlays', name, image);
    }
    return record;
  }

  /** Only runs that ask for figures load what draws them. */
  async #writeFigures(image: RgbImage, analysis: Analysis): Promise<void> {
    const { only, classifier, methods } = this.#settings;
    const { record, explanation } = analysis;
    if (explanation && classifier && only.includes('maps')) {
      const { mapFigures } = await import('@leukolens/report/figures');
      const { image: name } = record;
      const figures = mapFigures(name, image, explanation, classifier.classes, methods, sharpCodec);
      for await (const { file, content } of figures)
        writeNow(join(mapFolder(this.#out, name), file), content);
    }
    if (only.includes('report')) {
      const { pageOf } = await import('@leukolens/report/pages');
      const { page, small } = await pageOf(image, analysis, this.#analyzer.coverage, sharpCodec);
      writeNow(pagePath(this.#out, record.image), page);
      writeNow(pagePath(this.#out, record.image, '.jpg'), small);
    }
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

/** More objects than can be numbered are the image's trouble, not a fault. */
function countable<Result>(counting: Promise<Result>): Promise<Result> {
  return counting.catch((error: unknown) => {
    throw error instanceof RangeError ? new ImageError('unsupported', error.message) : error;
  });
}
