import type { InferenceSession, OnnxValue, Tensor as OrtTensor } from 'onnxruntime-common';
import { type AnyTypedArray, allocate, carries, type DataType } from '../graph/data-type.ts';
import { GraphError } from '../graph/errors.ts';
import type { Named, Program } from '../graph/program.ts';
import { fixedShape, formatShape } from '../graph/shape.ts';
import { type LoweredProgram, lower } from '../onnx/lower.ts';
import type { Runtime } from './runtime.ts';

/** Elements to feed: a typed array of the input's dtype, or numbers. */
export type Feed = AnyTypedArray | readonly number[] | number;

/** A result: its elements in row-major order, and its shape. */
export interface Result {
  readonly dtype: DataType;
  readonly shape: readonly number[];
  readonly data: AnyTypedArray;
}

export interface CompileOptions {
  /** Initial values of the program's states, by name. Each must be given, here or in `folded`. */
  readonly states?: ReadonlyMap<string, Float32Array>;
  /** States to fold in as constants, by name: faster, but fixed. For inference. */
  readonly folded?: ReadonlyMap<string, Float32Array>;
}

/** Builds an ONNX graph from `program`, hands it to the runtime, and keeps its state. */
export async function compile<P extends Program>(
  program: P,
  runtime: Runtime,
  { states = new Map(), folded = new Map() }: CompileOptions = {},
): Promise<Session<keyof P['outputs'] & string>> {
  const lowered = lower(program, { device: runtime.device, folded });
  const session = await runtime.ort.InferenceSession.create(lowered.bytes, runtime.options);
  return new Session(lowered, session, runtime, states);
}

/**
 * A compiled program with its state. State stays where the runtime computes: every state that changes has two buffers,
 * one read and one written by a run, which then change places, so that no step copies or allocates weights.
 */
export class Session<Output extends string = string> {
  readonly #lowered: LoweredProgram;
  readonly #session: InferenceSession;
  readonly #runtime: Runtime;
  readonly #current = new Map<string, OrtTensor>();
  readonly #spare = new Map<string, OrtTensor>();
  #running = false;

  constructor(
    lowered: LoweredProgram,
    session: InferenceSession,
    runtime: Runtime,
    states: ReadonlyMap<string, Float32Array>,
  ) {
    this.#lowered = lowered;
    this.#session = session;
    this.#runtime = runtime;
    for (const { name, tensor } of lowered.states) {
      const shape = fixedShape(tensor.shape, `state '${name}'`);
      this.#current.set(name, this.#tensor(tensor.dtype, allocate(tensor.dtype, count(shape)), shape));
      if (lowered.updates.has(name)) {
        this.#spare.set(name, this.#tensor(tensor.dtype, allocate(tensor.dtype, count(shape)), shape));
      }
    }
    this.setState(states);
    const missing = lowered.states.filter(({ name }) => !states.has(name)).map(({ name }) => name);
    if (missing.length > 0) {
      throw new GraphError(
        `compile: no values given for the states ${missing.join(', ')}: pass them as states or folded`,
      );
    }
  }

  /**
   * Computes the outputs and moves the state on.
   * @param feeds a value for every input of the program
   * @throws GraphError for an input that is missing, unknown, or of the wrong dtype or length
   */
  async run(feeds: Readonly<Record<string, Feed>> = {}): Promise<Record<Output, Result>> {
    // two runs at once would write one buffer
    if (this.#running) throw new GraphError('run: the session is still running; await the run before');
    this.#running = true;
    try {
      return await this.#run(feeds);
    } finally {
      this.#running = false;
    }
  }

  async #run(feeds: Readonly<Record<string, Feed>>): Promise<Record<Output, Result>> {
    const { inputs, outputs, updates } = this.#lowered;
    const fed: Record<string, OnnxValue> = Object.fromEntries(this.#current);
    for (const unknown of Object.keys(feeds)) {
      if (!inputs.some(({ name }) => name === unknown)) {
        throw new GraphError(
          `run: no input is named '${unknown}'; inputs are ${inputs.map(({ name }) => name).join(', ')}`,
        );
      }
    }
    for (const named of inputs) fed[named.name] = this.#feed(named, feeds[named.name]);
    const fetched: Record<string, OnnxValue | null> = {};
    for (const { name } of outputs) fetched[name] = null;
    for (const [state, output] of updates) fetched[output] = this.#spare.get(state) ?? null;

    const results = await this.#session.run(fed, fetched);

    for (const [state, output] of updates) {
      this.#spare.set(state, this.#current.get(state) as OrtTensor);
      this.#current.set(state, results[output] as OrtTensor);
    }
    return Object.fromEntries(
      outputs.map(({ name, tensor }) => {
        const { data, dims } = results[name] as OrtTensor;
        return [name, { dtype: tensor.dtype, shape: dims, data: data as AnyTypedArray }];
      }),
    ) as Record<Output, Result>;
  }

  /** The names of the inputs that a run must be fed. */
  get inputs(): string[] {
    return this.#lowered.inputs.map(({ name }) => name);
  }

  /** A copy of the present state, by name. */
  state(): Map<string, Float32Array> {
    return new Map(
      [...this.#current].map(([name, tensor]) => [name, Float32Array.from(tensor.data as Float32Array)]),
    );
  }

  /**
   * Replaces states by copies of those given; the others stay.
   * @throws GraphError where one has another length
   */
  setState(states: ReadonlyMap<string, Float32Array>): void {
    for (const [name, tensor] of this.#current) {
      const values = states.get(name);
      if (!values) continue;
      const data = tensor.data as Float32Array;
      if (values.length !== data.length) {
        throw new GraphError(
          `state '${name}': received ${values.length} elements; expected ${data.length} for ${formatShape(tensor.dims)}`,
        );
      }
      data.set(values);
    }
  }

  /** Frees what the runtime holds; the session cannot run afterwards. */
  async release(): Promise<void> {
    await this.#session.release();
  }

  #feed({ name, tensor }: Named, value: Feed | undefined): OrtTensor {
    const expected = `${tensor.dtype}${formatShape(tensor.shape)}`;
    if (value === undefined) throw new GraphError(`run: input '${name}' is missing; expected ${expected}`);
    const numbers = typeof value === 'number' ? [value] : value;
    const data = carries(tensor.dtype, numbers) ? numbers : converted(tensor.dtype, numbers);
    const shape = data && resolve(tensor.shape, data.length);
    if (!shape) {
      throw new GraphError(
        `run: input '${name}' received ${numbers.constructor.name} of ${numbers.length}; expected ${expected}`,
      );
    }
    return this.#tensor(tensor.dtype, data, shape);
  }

  #tensor(dtype: DataType, data: AnyTypedArray, shape: readonly number[]): OrtTensor {
    return new this.#runtime.ort.Tensor(dtype, data as Float32Array, shape) as OrtTensor;
  }
}

function converted(dtype: DataType, numbers: AnyTypedArray | readonly number[]): AnyTypedArray | undefined {
  if (!Array.isArray(numbers)) return undefined;
  const data = allocate(dtype, numbers.length);
  numbers.forEach((value, i) => {
    data[i] = data instanceof BigInt64Array ? BigInt(value) : value;
  });
  return data;
}

/** The shape with its open axis filled in, or undefined where `length` elements do not fit. */
function resolve(shape: readonly (number | string)[], length: number): number[] | undefined {
  const known = shape.reduce<number>((product, side) => product * (typeof side === 'number' ? side : 1), 1);
  const open = shape.filter((side) => typeof side === 'string').length;
  const rest = length / known;
  if (open > 1 || !Number.isInteger(rest) || rest < 1 || (open === 0 && rest !== 1)) return undefined;
  return shape.map((side) => (typeof side === 'number' ? side : rest));
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
