import { compile, input, Model, type Runtime, type Session } from '@leukolens/engine';
import { InTurn } from '../in-turn.ts';
import type { Classifier } from './design.ts';
import { softmax } from './softmax.ts';

export interface ClassScorerOptions {
  /** Planes of a picture. Default 3. */
  readonly channels?: number;
  readonly width: number;
  readonly height: number;
}

/** Pictures computed at a time: more are no faster, since what one layer hands to the next leaves the processor's cache. */
const AT_ONCE = 2;
/** Pictures copied into one run, so that many do not take their memory twice. */
const MOST_COPIED = 16;

/** A classifier's logits for any number of pictures. */
export class ClassScorer {
  readonly #session: Session<'logits'>;
  readonly #length: number;
  readonly #turns = new InTurn();

  private constructor(session: Session<'logits'>, length: number) {
    this.#session = session;
    this.#length = length;
  }

  /** @param weights the classifier's, by name */
  static async start(
    classifier: Classifier,
    weights: ReadonlyMap<string, Float32Array>,
    runtime: Runtime,
    { channels = 3, width, height }: ClassScorerOptions,
  ): Promise<ClassScorer> {
    const model = new Model('inference');
    const logits = classifier(model, input('x', ['pictures', channels, height, width]), () => undefined);
    const session = await compile({ outputs: { logits } }, runtime, { folded: weights, atOnce: AT_ONCE });
    return new ClassScorer(session, channels * width * height);
  }

  /** For each picture, [channels, height, width], the logit of each class. */
  logits(pictures: readonly Float32Array[]): Promise<Float32Array[]> {
    return this.#turns.run(() => this.#logits(pictures));
  }

  async #logits(pictures: readonly Float32Array[]): Promise<Float32Array[]> {
    const found: Float32Array[] = [];
    for (let first = 0; first < pictures.length; first += MOST_COPIED) {
      const part = pictures.slice(first, first + MOST_COPIED);
      const x = new Float32Array(part.length * this.#length);
      part.forEach((picture, i) => {
        x.set(picture, i * this.#length);
      });
      const { data, shape } = (await this.#session.run({ x })).logits;
      const classes = shape[1] as number;
      part.forEach((_, i) => {
        found.push((data as Float32Array).slice(i * classes, (i + 1) * classes));
      });
    }
    return found;
  }

  /** For each picture, [channels, height, width], the probability of each class. */
  async probabilities(pictures: readonly Float32Array[]): Promise<Float32Array[]> {
    return (await this.logits(pictures)).map((logits) => softmax(logits));
  }

  /** The probability of one class, for many pictures in one go. */
  of(target: number): (pictures: readonly Float32Array[]) => Promise<number[]> {
    return async (pictures) => (await this.probabilities(pictures)).map((each) => each[target]!);
  }

  /** Frees what the runtime holds. */
  release(): Promise<void> {
    return this.#turns.run(() => this.#session.release());
  }
}
