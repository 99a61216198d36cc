import type { Device, Runtime } from '@leukolens/engine';
import {
  type Mask,
  type Planes,
  planes,
  type RgbImage,
  removeSmall,
  resize,
  resizeRgb,
  thresholdResized,
} from '@leukolens/imaging';
import type { FieldStatistics } from '../field-statistics.ts';
import type { NucleiAndCells } from '../segmenter.ts';
import { CompiledNetwork } from './compiled-network.ts';
import { type Design, reduction } from './design.ts';
import { networkView } from './network-input.ts';
import { reach } from './receptive-field.ts';
import { gridOf, type Rectangle, tilesOf, windowOf } from './tiles.ts';
import { workingSize } from './working-scale.ts';

export interface OutlineNetworkOptions {
  /**
   * In how many mirror images a picture is looked at, the results averaged: 1, or 4 (as it is, flipped left to right,
   * upside down, and both). Default 1.
   */
  readonly flips?: 1 | 4;
  /**
   * How pictures are cut, for those who check that it does not matter: multiples of the reduction. Default `gridOf`.
   * @internal
   */
  readonly grid?: Rectangle;
}

/**
 * Longest side, in working pixels, of what a network sees at once. 1024 x 1024 take some 400 MB meanwhile, 576 x 576 some 130:
 * the memory of WebAssembly, once it has grown, is held until the tab is closed.
 */
const mostAtOnce = (device: Device) => (device === 'wasm' ? 576 : 1024);

/** How probabilities become nuclei: see `networkOptionsSchema`. */
interface NucleusOptions {
  readonly threshold: number;
  readonly smallest: number;
}

/** A trained network that outlines nuclei: from an image to probabilities at the image's own resolution. */
export class OutlineNetwork {
  readonly design: Design;
  readonly #network: CompiledNetwork;
  readonly #grid: Rectangle | undefined;
  readonly #mostAtOnce: number;

  /** @param weights of the design's network, by name; kept, not copied */
  constructor(
    design: Design,
    weights: ReadonlyMap<string, Float32Array>,
    runtime: Runtime,
    { flips = 1, grid }: OutlineNetworkOptions = {},
  ) {
    if (grid && Object.values(grid).some((length) => length % reduction(design) !== 0)) {
      throw new RangeError(`a grid of ${JSON.stringify(grid)}: expected multiples of ${reduction(design)}`);
    }
    this.design = design;
    this.#network = new CompiledNetwork(design, weights, runtime, flips);
    this.#grid = grid;
    this.#mostAtOnce = mostAtOnce(runtime.device);
  }

  /** The probability, 0 to 1, that a pixel belongs to each of the design's outlines: one plane each, of the image's size. */
  async probabilities(image: RgbImage, signal?: AbortSignal): Promise<Planes> {
    const seen = await this.atWorkingSize(this.#working(image), signal);
    return resize(seen, image.width, image.height);
  }

  /**
   * Where the probability of nucleus, the first outline, exceeds the threshold: the same numbers, in less memory.
   * @param field what was settled for the larger field that the image is a part of; all such parts are of one size
   * @param smallest objects of fewer working pixels are dropped: what is too small for a nucleus is so at the network's scale
   */
  async nuclei(
    image: RgbImage,
    { threshold, smallest }: NucleusOptions,
    { signal, field }: { readonly signal?: AbortSignal | undefined; readonly field?: FieldStatistics } = {},
  ): Promise<Mask> {
    return cutNuclei(await this.#seen(this.#working(image, field), 1, signal, field), image, {
      threshold,
      smallest,
    });
  }

  /**
   * The same, and where the probability of cell exceeds the threshold: nucleus and cytoplasm.
   * @throws RangeError where the network outlines no cells
   */
  async nucleiAndCells(
    image: RgbImage,
    options: NucleusOptions,
    signal?: AbortSignal,
  ): Promise<NucleiAndCells> {
    const cell = this.design.outlines.indexOf('cell');
    if (cell < 0)
      throw new RangeError(`a network of ${this.design.outlines.join(', ')}; expected one of cells`);
    const seen = await this.atWorkingSize(this.#working(image), signal);
    return {
      nuclei: cutNuclei(seen, image, options),
      cells: thresholdResized(seen, cell, image.width, image.height, options.threshold),
    };
  }

  /** Probabilities of an image that has the size already at which the network sees it, of the same size. */
  atWorkingSize(working: RgbImage, signal?: AbortSignal): Promise<Planes> {
    return this.#seen(working, this.design.outlines.length, signal);
  }

  /** Frees what the runtime holds. */
  release(): Promise<void> {
    return this.#network.release();
  }

  #working(image: RgbImage, field?: FieldStatistics): RgbImage {
    const { width, height } = workingSize(image, this.design.scale, field);
    return resizeRgb(image, width, height);
  }

  /**
   * Probabilities of the first `outlines`, tile by tile. What a tile's pixels see of their neighbourhood is the same wherever
   * the tiles' borders lie, and what goes by the whole picture is settled before.
   */
  async #seen(
    working: RgbImage,
    outlines: number,
    signal?: AbortSignal,
    field?: FieldStatistics,
  ): Promise<Planes> {
    const { width, height } = working;
    const multiple = reduction(this.design);
    const margin = upTo(reach(this.design), multiple);
    const padded = { width: upTo(width, multiple), height: upTo(height, multiple) };
    const view = networkView(working, this.design.input, field);
    const result = planes(outlines, width, height);
    // with instance norm every pixel sees the whole picture
    const whole = { left: 0, top: 0, ...padded };
    const grid =
      this.design.norm === 'batch'
        ? (this.#grid ?? gridOf(padded, margin, multiple, this.#mostAtOnce))
        : whole;
    const tiles = tilesOf(working, grid, margin);
    try {
      for (const tile of tiles) {
        // in a worker the word to stop is heard between tasks alone
        if (signal && tiles.length > 1) await new Promise((next) => setTimeout(next));
        signal?.throwIfAborted();
        const window = windowOf(tile, padded, grid, margin);
        place(tile, await this.#network.apply(view(window)), window, result);
      }
    } finally {
      // compiled for parts of that size it keeps its memory, and is compiled again in a moment
      if (tiles.length > 1 && !field) await this.#network.release();
    }
    return result;
  }
}

/** Copies a tile's part of `from`, which shows the window, into the picture: of as many planes as that has. */
function place(tile: Rectangle, from: Planes, window: Rectangle, picture: Planes): void {
  for (let channel = 0; channel < picture.channels; channel++) {
    for (let y = 0; y < tile.height; y++) {
      const row = (channel * from.height + tile.top - window.top + y) * from.width;
      const source = row + tile.left - window.left;
      const target = (channel * picture.height + tile.top + y) * picture.width + tile.left;
      picture.data.set(from.data.subarray(source, source + tile.width), target);
    }
  }
}

function upTo(length: number, multiple: number): number {
  return Math.ceil(length / multiple) * multiple;
}

/** The first outline cut at the image's own size. */
function cutNuclei(seen: Planes, { width, height }: RgbImage, { threshold, smallest }: NucleusOptions): Mask {
  const cut = thresholdResized(seen, 0, width, height, threshold);
  return removeSmall(cut, (smallest * width * height) / (seen.width * seen.height));
}
