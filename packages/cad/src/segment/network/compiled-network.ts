import { compile, input, Model, type Runtime, type Session, sigmoid } from '@leukolens/engine';
import { dihedralPlanes, type Planes, planes } from '@leukolens/imaging';
import { InTurn } from '../../in-turn.ts';
import { type Design, INPUT_PLANES, traceDesign } from './design.ts';

/** The symmetries that leave width and height as they are: none, left to right, top to bottom, both. */
const VIEWS = [0, 4, 6, 2];

/** Compiled networks kept for pictures of other sizes. */
const MOST_SESSIONS = 8;

/** A design with its weights, compiled for each size of picture that it meets. */
export class CompiledNetwork {
  readonly #design: Design;
  readonly #weights: ReadonlyMap<string, Float32Array>;
  readonly #runtime: Runtime;
  readonly #views: readonly number[];
  readonly #sessions = new Map<string, Promise<Session<'probabilities'>>>();
  readonly #turns = new InTurn();

  /**
   * @param weights of the design's network, by name; kept, not copied
   * @param flips in how many mirror images a picture is looked at, the results averaged
   */
  constructor(design: Design, weights: ReadonlyMap<string, Float32Array>, runtime: Runtime, flips: 1 | 4) {
    this.#design = design;
    this.#weights = weights;
    this.#runtime = runtime;
    this.#views = VIEWS.slice(0, flips);
  }

  /** Probabilities, one plane an outline, of a picture whose sides are multiples of the reduction. */
  apply(picture: Planes): Promise<Planes> {
    return this.#turns.run(() => this.#applyNow(picture));
  }

  /** Frees what the runtime holds. */
  release(): Promise<void> {
    return this.#turns.run(async () => {
      const sessions = [...this.#sessions.values()];
      this.#sessions.clear();
      for (const session of sessions) await (await session).release();
    });
  }

  /** One mirror image after the other, so that four take the memory of one. */
  async #applyNow({ data, width, height }: Planes): Promise<Planes> {
    const session = await this.#session(width, height);
    const outlines = this.#design.outlines.length;
    const look = async (x: Float32Array) => (await session.run({ x })).probabilities.data as Float32Array;
    if (this.#views.length === 1) return planes(outlines, width, height, await look(data));
    const mean = planes(outlines, width, height);
    for (const view of this.#views) {
      // a mirroring undoes itself
      const found = dihedralPlanes(
        await look(dihedralPlanes(data, width, height, view)),
        width,
        height,
        view,
      );
      for (let k = 0; k < found.length; k++) mean.data[k]! += found[k]! / this.#views.length;
    }
    return mean;
  }

  #session(width: number, height: number): Promise<Session<'probabilities'>> {
    const key = `${width}x${height}`;
    const known = this.#sessions.get(key);
    this.#sessions.delete(key);
    const session = known ?? this.#compile(width, height);
    this.#sessions.set(key, session);
    // what failed once, for lack of memory, say, may not fail again
    session.catch(() => {
      if (this.#sessions.get(key) === session) this.#sessions.delete(key);
    });
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > MOST_SESSIONS && oldest !== undefined) {
      const dropped = this.#sessions.get(oldest);
      this.#sessions.delete(oldest);
      dropped?.then((idle) => idle.release()).catch(() => undefined);
    }
    return session;
  }

  #compile(width: number, height: number): Promise<Session<'probabilities'>> {
    const model = new Model('inference');
    const logits = traceDesign(
      model,
      input('x', [1, INPUT_PLANES[this.#design.input], height, width]),
      this.#design,
    );
    return compile({ outputs: { probabilities: sigmoid(logits) } }, this.#runtime, { folded: this.#weights });
  }
}
