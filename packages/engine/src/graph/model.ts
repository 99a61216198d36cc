import { add } from '../ops/elementwise.ts';
import { GraphError } from './errors.ts';
import type { Initialiser } from './initialisers.ts';
import { keyOf } from './random.ts';
import { formatShape, hasWholeLengths, sameShape } from './shape.ts';
import { constant, input, requirePlain, Tensor } from './tensor.ts';

/** The input that carries a step's random key. */
export const RANDOM = 'randomKey';

/** Whether dropout drops and batch norm takes its statistics from the batch. */
export type Mode = 'training' | 'inference';

/** What a model knows of one of its states. */
export interface Variable {
  readonly name: string;
  readonly tensor: Tensor;
  readonly shape: readonly number[];
  /** A trainable weight, or a statistic that the forward pass keeps. */
  readonly trainable: boolean;
  readonly initialiser: Initialiser;
}

/**
 * The weights and statistics of a network while it is traced. Layers ask a scope of it for what they need by name; the
 * model remembers shape and initial values, so that a network is a plain function of tensors.
 */
export class Model {
  readonly mode: Mode;
  readonly variables = new Map<string, Variable>();
  /** Next values of the statistics, gathered in training. */
  readonly updates = new Map<Tensor, Tensor>();
  /** Fed with a new key at every step where a layer draws random numbers. */
  readonly random = input(RANDOM, [], 'int32');

  constructor(mode: Mode) {
    this.mode = mode;
  }

  /** The scope of the whole model; `in` leads to its parts. */
  get root(): Scope {
    return new Scope(this, '');
  }

  /** The states of the trainable weights, in the order of tracing. */
  get weights(): Variable[] {
    return [...this.variables.values()].filter(({ trainable }) => trainable);
  }

  /**
   * Initial values for every variable.
   * @param seed equal seeds give equal values; each variable draws from its own name, so adding a layer moves no other
   */
  initial(seed: number): Map<string, Float32Array> {
    return new Map(
      [...this.variables.values()].map(({ name, shape, initialiser }) => [
        name,
        initialiser(shape, `${seed}/${name}`),
      ]),
    );
  }
}

/** A place in a model, under which a layer's weights are named: `layer1.0.conv1`. */
export class Scope {
  readonly model: Model;
  readonly path: string;

  constructor(model: Model, path: string) {
    this.model = model;
    this.path = path;
  }

  get training(): boolean {
    return this.model.mode === 'training';
  }

  /** The scope of a part. */
  in(name: string | number): Scope {
    requirePlain('a scope', String(name));
    return new Scope(this.model, this.#join(String(name)));
  }

  /** A trainable weight. The same name again gives the same tensor, so that layers can share it. */
  weight(name: string, shape: readonly number[], initialiser: Initialiser): Tensor {
    return this.#variable(name, shape, initialiser, true);
  }

  /** A state that is not trained by gradient, such as a running mean. */
  statistic(name: string, shape: readonly number[], initialiser: Initialiser): Tensor {
    return this.#variable(name, shape, initialiser, false);
  }

  /** Makes `next` the value of a statistic after the run. */
  update(statistic: Tensor, next: Tensor): void {
    this.model.updates.set(statistic, next);
  }

  /** The key of this scope's random numbers: another at every step, and another in every scope. */
  randomKey(): Tensor {
    return add(this.model.random, constant([keyOf(this.path)], [], 'int32'));
  }

  #variable(name: string, shape: readonly number[], initialiser: Initialiser, trainable: boolean): Tensor {
    const path = this.#join(name);
    const known = this.model.variables.get(path);
    if (known && !sameShape(known.shape, shape)) {
      throw new GraphError(
        `'${path}' is already ${formatShape(known.shape)}; received ${formatShape(shape)}`,
      );
    }
    if (known) return known.tensor;
    if (!hasWholeLengths(shape)) {
      throw new GraphError(
        `'${path}': received the shape ${formatShape(shape)}; expected positive whole lengths`,
      );
    }
    const tensor = new Tensor('float32', shape, { kind: 'state', name: path });
    this.model.variables.set(path, { name: path, tensor, shape, trainable, initialiser });
    return tensor;
  }

  #join(name: string): string {
    return this.path ? `${this.path}.${name}` : name;
  }
}
