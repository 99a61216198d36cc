import { compile, input, Model, type Runtime, type Session, sigmoid } from '@leukolens/engine';
import {
  crop,
  dihedralPlanes,
  type Mask,
  type Planes,
  padByReflection,
  planes,
  type RgbImage,
  resize,
  resizeRgb,
  thresholdResized,
} from '@leukolens/imaging';
import { type Design, INPUT_PLANES, reduction, traceDesign } from './design.ts';
import { networkInput } from './network-input.ts';
import { reach } from './receptive-field.ts';
import { place, square, TILE, tilesOf } from './tiles.ts';
import { workingSize } from './working-scale.ts';

export interface OutlineNetworkOptions {
  /**
   * In how many mirror images a picture is looked at, the results averaged: 1, or 4 (as it is, flipped left to right,
   * upside down, and both). Default 1.
   */
  readonly flips?: 1 | 4;
}

/** The symmetries that leave width and height as they are: none, left to right, top to bottom, both. */
const VIEWS = [0, 4, 6, 2];

/** Longest side, in working pixels, of a picture that is not cut into tiles. */
const MOST_AT_ONCE = 2 * TILE;

/** Compiled networks kept for pictures of other sizes. */
const MOST_SESSIONS = 8;

/** A trained network that outlines nuclei: from an image to probabilities at the image's own resolution. */
export class OutlineNetwork {
  readonly design: Design;
  readonly #weights: ReadonlyMap<string, Float32Array>;
  readonly #runtime: Runtime;
  readonly #flips: 1 | 4;
  readonly #sessions = new Map<string, Promise<Session<'probabilities'>>>();
  #turn: Promise<unknown> = Promise.resolve();

  /** @param weights of the design's network, by name; kept, not copied */
  constructor(
    design: Design,
    weights: ReadonlyMap<string, Float32Array>,
    runtime: Runtime,
    { flips = 1 }: OutlineNetworkOptions = {},
  ) {
    this.design = design;
    this.#weights = weights;
    this.#runtime = runtime;
    this.#flips = flips;
  }

  /** The probability, 0 to 1, that a pixel belongs to each of the design's outlines: one plane each, of the image's size. */
  async probabilities(image: RgbImage, signal?: AbortSignal): Promise<Planes> {
    return resize(await this.#seen(image, signal), image.width, image.height);
  }

  /** Where the probability of nucleus, the first outline, exceeds the threshold: the same numbers, in less memory. */
  async nuclei(image: RgbImage, threshold: number, signal?: AbortSignal): Promise<Mask> {
    return thresholdResized(await this.#seen(image, signal), 0, image.width, image.height, threshold);
  }

  /** Probabilities of an image that has the size already at which the network sees it, of the same size. */
  async atWorkingSize(working: RgbImage, signal?: AbortSignal): Promise<Planes> {
    const picture = networkInput(working, this.design.input);
    const { width, height } = picture;
    if (this.design.norm === 'batch' && Math.max(width, height) > MOST_AT_ONCE)
      return this.#tiled(picture, signal);
    const multiple = reduction(this.design);
    const padded = padByReflection(picture, upTo(width, multiple), upTo(height, multiple));
    return crop(await this.#apply(padded), 0, 0, width, height);
  }

  async #seen(image: RgbImage, signal?: AbortSignal): Promise<Planes> {
    const { width, height } = workingSize(image, this.design.scale);
    return this.atWorkingSize(resizeRgb(image, width, height), signal);
  }

  /** Tile by tile; what a tile's pixels see of their neighbourhood is the same wherever the tiles' borders lie. */
  async #tiled(picture: Planes, signal?: AbortSignal): Promise<Planes> {
    const margin = upTo(reach(this.design), reduction(this.design));
    const side = TILE + 2 * margin;
    const result = planes(this.design.outlines.length, picture.width, picture.height);
    for (const tile of tilesOf(picture)) {
      signal?.throwIfAborted();
      const [left, top] = [tile.left - margin, tile.top - margin];
      place(tile, await this.#apply(square(picture, left, top, side)), left, top, result);
    }
    return result;
  }

  /** Works one after the other, since a compiled network computes one thing at a time. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Probabilities of a picture whose sides are multiples of the reduction, averaged over its mirror images. */
  #apply(picture: Planes): Promise<Planes> {
    return this.#inTurn(() => this.#applyNow(picture));
  }

  async #applyNow(picture: Planes): Promise<Planes> {
    const { width, height } = picture;
    const views = VIEWS.slice(0, this.#flips);
    const session = await this.#session(views.length, width, height);
    const x = new Float32Array(views.length * picture.data.length);
    for (const [i, view] of views.entries()) {
      x.set(dihedralPlanes(picture.data, width, height, view), i * picture.data.length);
    }
    const found = (await session.run({ x })).probabilities.data as Float32Array;
    const length = found.length / views.length;
    const mean = planes(this.design.outlines.length, width, height);
    for (const [i, view] of views.entries()) {
      // a mirroring undoes itself
      const data = dihedralPlanes(found.subarray(i * length, (i + 1) * length), width, height, view);
      for (let k = 0; k < length; k++) mean.data[k]! += data[k]! / views.length;
    }
    return mean;
  }

  #session(batch: number, width: number, height: number): Promise<Session<'probabilities'>> {
    const key = `${width}x${height}`;
    const known = this.#sessions.get(key);
    this.#sessions.delete(key);
    const session = known ?? this.#compile(batch, width, height);
    this.#sessions.set(key, session);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > MOST_SESSIONS && oldest !== undefined) {
      const dropped = this.#sessions.get(oldest);
      this.#sessions.delete(oldest);
      dropped?.then((idle) => idle.release()).catch(() => undefined);
    }
    return session;
  }

  #compile(batch: number, width: number, height: number): Promise<Session<'probabilities'>> {
    const model = new Model('inference');
    const logits = traceDesign(
      model,
      input('x', [batch, INPUT_PLANES[this.design.input], height, width]),
      this.design,
    );
    return compile({ outputs: { probabilities: sigmoid(logits) } }, this.#runtime, { folded: this.#weights });
  }

  /** Frees what the runtime holds. */
  release(): Promise<void> {
    return this.#inTurn(async () => {
      const sessions = [...this.#sessions.values()];
      this.#sessions.clear();
      for (const session of sessions) await (await session).release();
    });
  }
}

function upTo(length: number, multiple: number): number {
  return Math.ceil(length / multiple) * multiple;
}
