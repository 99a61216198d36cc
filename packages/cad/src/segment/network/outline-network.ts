import { compile, input, Model, type Runtime, type Session, sigmoid } from '@leukolens/engine';
import {
  crop,
  dihedralPlanes,
  type Planes,
  padByReflection,
  planes,
  planesOf,
  type RgbImage,
  resize,
  rgbOf,
} from '@leukolens/imaging';
import { type Design, reduction, traceDesign } from './design.ts';
import { inputTables, throughTables } from './input-tables.ts';
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
  async probabilities(image: RgbImage): Promise<Planes> {
    const { design } = this;
    const size = workingSize(image, design.scale);
    const working = rgbOf(resize(planesOf(image), size.width, size.height));
    return resize(await this.atWorkingSize(working), image.width, image.height);
  }

  /** The same of an image that has the size already at which the network sees it. */
  atWorkingSize(working: RgbImage): Promise<Planes> {
    return this.#inTurn(() => this.#apply(throughTables(working, inputTables(working, this.design.input))));
  }

  /** Works one after the other, since a compiled network computes one thing at a time. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Probabilities of a picture that has been brought to scale and into the network's numbers, of the same size. */
  async #apply(picture: Planes): Promise<Planes> {
    const { width, height } = picture;
    const multiple = reduction(this.design);
    const padded = padByReflection(picture, upTo(width, multiple), upTo(height, multiple));
    const views = VIEWS.slice(0, this.#flips);
    const session = await this.#session(views.length, padded.width, padded.height);
    const x = new Float32Array(views.length * padded.data.length);
    for (const [i, view] of views.entries()) {
      x.set(dihedralPlanes(padded.data, padded.width, padded.height, view), i * padded.data.length);
    }
    const found = (await session.run({ x })).probabilities.data as Float32Array;
    const length = found.length / views.length;
    const mean = planes(this.design.outlines.length, padded.width, padded.height);
    for (const [i, view] of views.entries()) {
      // a mirroring undoes itself
      const seen = found.subarray(i * length, (i + 1) * length);
      const data = dihedralPlanes(seen, padded.width, padded.height, view);
      for (let k = 0; k < length; k++) mean.data[k]! += data[k]! / views.length;
    }
    return crop(mean, 0, 0, width, height);
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
    const logits = traceDesign(model, input('x', [batch, 3, height, width]), this.design);
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
