import {
  add,
  cast,
  compile,
  GraphError,
  gradients,
  greaterOrEqual,
  input,
  Model,
  maximum,
  mul,
  type Runtime,
  type Session,
  slice,
  sub,
  sum,
  type Tensor,
} from '@leukolens/engine';
import type { Classifier } from '../classify/design.ts';
import { InTurn } from '../in-turn.ts';
import { type LayerValues, type MapMethod, type RawMap, rawMaps } from './activation-maps.ts';

export interface ExplainerOptions {
  /** Layers by name, as the classifier tells of them. */
  readonly layers: readonly string[];
  /** Pictures explained at once. Default 1. */
  readonly batch?: number;
  /** Planes of a picture. Default 3. */
  readonly channels?: number;
  /** Sides of a picture, pixels. */
  readonly width: number;
  readonly height: number;
}

/** What a classifier makes of one picture, and why. */
export interface Explanation {
  /** [classes] */
  readonly logits: Float32Array;
  /** The class explained. */
  readonly target: number;
  /** By layer, the four maps. */
  readonly maps: ReadonlyMap<string, Readonly<Record<MapMethod, RawMap>>>;
}

/**
 * Explains a classifier's pictures: one forward and one backward pass give all maps of all layers. The network is traced for
 * inference: norms go by their running statistics and nothing is dropped, so that pictures of one batch do not see each other.
 */
export class Explainer {
  readonly #session: Session;
  readonly #options: Required<ExplainerOptions>;
  readonly #classes: number;
  readonly #turns = new InTurn();

  private constructor(session: Session, options: Required<ExplainerOptions>, classes: number) {
    this.#session = session;
    this.#options = options;
    this.#classes = classes;
  }

  /**
   * @param weights the classifier's, by name
   * @throws GraphError where the classifier has no layer of a name, or one is not [batch, channels, height, width]
   */
  static async start(
    classifier: Classifier,
    weights: ReadonlyMap<string, Float32Array>,
    runtime: Runtime,
    { batch = 1, channels = 3, ...options }: ExplainerOptions,
  ): Promise<Explainer> {
    const model = new Model('inference');
    const seen = new Map<string, Tensor>();
    const x = input('x', [batch, channels, options.height, options.width]);
    const logits = classifier(model, x, (layer, values) => seen.set(layer, values));
    const classes = logits.shape[1] as number;
    const observed = options.layers.map((layer) => layerNamed(seen, layer));
    // each picture's own class, and no sum over pictures is needed: its logit hangs on its activations alone
    const score = sum(mul(logits, chosenOrTop(input('chosen', [batch, classes]), logits)));
    const slopes = gradients(score, observed);
    const outputs = Object.fromEntries([
      ['logits', logits],
      ...observed.map((values, i) => [`activations${i}`, values] as const),
      ...slopes.map((slope, i) => [`gradient${i}`, slope] as const),
    ]) as Record<string, Tensor>;
    const session = await compile({ outputs }, runtime, { folded: weights });
    return new Explainer(session, { batch, channels, ...options }, classes);
  }

  /**
   * @param pictures as many as the batch holds or fewer, each [channels, height, width]
   * @param targets for each picture the class to explain; where absent, the most probable
   * @throws RangeError where there are too many pictures, one is of another size, or a class is none of the classifier's
   */
  async explain(pictures: readonly Float32Array[], targets?: readonly number[]): Promise<Explanation[]> {
    this.#check(pictures, targets);
    return this.#turns.run(() => this.#explain(pictures, targets));
  }

  async #explain(
    pictures: readonly Float32Array[],
    targets: readonly number[] | undefined,
  ): Promise<Explanation[]> {
    const { batch, channels, width, height, layers } = this.#options;
    const x = new Float32Array(batch * channels * width * height);
    pictures.forEach((picture, i) => {
      x.set(picture, i * picture.length);
    });
    const results = await this.#session.run({ x, chosen: this.#oneHot(targets ?? []) });
    return pictures.map((_, i) => {
      const logits = (results.logits!.data as Float32Array).slice(i * this.#classes, (i + 1) * this.#classes);
      return {
        logits,
        target: targets?.[i] ?? logits.indexOf(Math.max(...logits)),
        maps: new Map(
          layers.map((layer, k) => [
            layer,
            rawMaps(valuesOf(results[`activations${k}`]!, i), valuesOf(results[`gradient${k}`]!, i)),
          ]),
        ),
      };
    });
  }

  /** Frees what the runtime holds. */
  release(): Promise<void> {
    return this.#turns.run(() => this.#session.release());
  }

  #check(pictures: readonly Float32Array[], targets: readonly number[] | undefined): void {
    const { batch, channels, width, height } = this.#options;
    if (pictures.length === 0 || pictures.length > batch) {
      throw new RangeError(`explain: received ${pictures.length} pictures; expected 1 to ${batch}`);
    }
    const length = channels * width * height;
    const other = pictures.find((picture) => picture.length !== length);
    if (other) {
      throw new RangeError(
        `explain: a picture of ${other.length} numbers; expected ${length}, [${channels}, ${height}, ${width}]`,
      );
    }
    if (targets && targets.length !== pictures.length) {
      throw new RangeError(`explain: ${targets.length} classes for ${pictures.length} pictures`);
    }
    const wrong = targets?.find(
      (target) => !(Number.isInteger(target) && target >= 0 && target < this.#classes),
    );
    if (wrong !== undefined) {
      throw new RangeError(`explain: class ${wrong}; expected a whole number from 0 to ${this.#classes - 1}`);
    }
  }

  #oneHot(targets: readonly number[]): Float32Array {
    const result = new Float32Array(this.#options.batch * this.#classes);
    targets.forEach((target, i) => {
      result[i * this.#classes + target] = 1;
    });
    return result;
  }
}

/** The classes chosen, [batch, classes] of 0 and 1; where a picture has none, its most probable one: one pass tells which. */
function chosenOrTop(chosen: Tensor, logits: Tensor): Tensor {
  const classes = logits.shape[1] as number;
  const each = Array.from({ length: classes }, (_, i) => slice(logits, { axis: 1, from: i, to: i + 1 }));
  const top = cast(greaterOrEqual(logits, each.reduce(maximum)), 'float32');
  const open = sub(1, sum(chosen, { axes: [1], keepDimensions: true }));
  return add(chosen, mul(open, top));
}

function layerNamed(seen: ReadonlyMap<string, Tensor>, layer: string): Tensor {
  const values = seen.get(layer);
  if (values === undefined) {
    throw new GraphError(`explain: no layer is named '${layer}'; layers are ${[...seen.keys()].join(', ')}`);
  }
  if (values.shape.length !== 4) {
    throw new GraphError(`explain: layer '${layer}' is ${values}; expected [batch, channels, height, width]`);
  }
  return values;
}

/** One picture's part of a layer's values. */
function valuesOf(
  { shape, data }: { readonly shape: readonly number[]; readonly data: unknown },
  picture: number,
): LayerValues {
  const [, channels, height, width] = shape as readonly [number, number, number, number];
  const length = channels * height * width;
  return {
    channels,
    height,
    width,
    data: (data as Float32Array).subarray(picture * length, (picture + 1) * length),
  };
}
