import { blobSource, type ImageCodec, ImageError, type Region, Slide } from '@leukolens/imaging';
import { signal } from '@preact/signals';
import type OpenSeadragon from 'openseadragon';
import type { SlideAnswer, SlideQuestion } from './slide-calls.ts';

/** A tiled TIFF with more pixels than this is a slide; with fewer it is a photograph, unless it has reduced levels, too. */
const LARGE = 3e7;
const LARGE_WITH_LEVELS = 1e7;

/** Pixels of a slide that are analysed as one image: with more, networks take too much of a tab. */
export const MOST_ANALYSED = 2 ** 20;

/** On this thread directories alone are read. */
const NO_PIXELS = {} as ImageCodec;

type Question = SlideQuestion extends infer Each ? (Each extends unknown ? Omit<Each, 'id'> : never) : never;

/** A part of the slide that became an image of the session. */
export interface SlideImage extends Region {
  readonly imageId: string;
}

/** A whole slide that is open in the page: read from the file piece by piece, in a worker of its own. */
export class OpenSlide {
  readonly name: string;
  readonly slide: Slide;
  /** Parts that were analysed. */
  readonly parts = signal<readonly SlideImage[]>([]);
  /** Where it was looked at when it was last left, in the viewer's coordinates. */
  left: OpenSeadragon.Rect | undefined;
  readonly #worker = new Worker(new URL('./slide.worker.ts', import.meta.url), { type: 'module' });
  readonly #waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  #next = 1;

  private constructor(name: string, slide: Slide) {
    this.name = name;
    this.slide = slide;
    this.#worker.onmessage = ({ data }: MessageEvent<SlideAnswer>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ('error' in data) waiting?.reject(new Error(data.error));
      else waiting?.resolve(data.result as never);
    };
  }

  /** Undefined where the file is no slide. @throws where the page cannot read slides here */
  static async open(name: string, file: Blob): Promise<OpenSlide | undefined> {
    const slide = await largeSlide(file);
    if (!slide) return undefined;
    const open = new OpenSlide(name, slide);
    await open.#ask<undefined>({ ask: 'open', file });
    return open;
  }

  /** The part that was made an image of exactly that region, if one was. */
  partOf(region: Region): SlideImage | undefined {
    const sides = ['left', 'top', 'width', 'height'] as const;
    return this.parts.value.find((part) => sides.every((side) => part[side] === region[side]));
  }

  tile(level: number, region: Region): Promise<ImageBitmap> {
    return this.#ask({ ask: 'tile', level, region });
  }

  /** A region of the full resolution as a PNG file. */
  async png(region: Region): Promise<Blob> {
    const bytes = await this.#ask<Uint8Array<ArrayBuffer>>({ ask: 'png', region });
    return new Blob([bytes], { type: 'image/png' });
  }

  close(): void {
    this.#worker.terminate();
  }

  #ask<Result>(question: Question): Promise<Result> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (result: never) => void, reject });
      this.#worker.postMessage({ id, ...question });
    });
  }
}

async function largeSlide(file: Blob): Promise<Slide | undefined> {
  try {
    const slide = await Slide.open(blobSource(file), NO_PIXELS);
    const large = slide.levels.length > 1 ? LARGE_WITH_LEVELS : LARGE;
    return slide.width * slide.height > large ? slide : undefined;
  } catch (error) {
    if (error instanceof ImageError) return undefined; // an image of another kind, which is opened as such
    throw error;
  }
}
