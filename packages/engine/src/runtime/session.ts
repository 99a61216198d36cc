import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-common';
import { type AnyTypedArray, carries, type DataType, typedArray } from '../graph/data-type.ts';
import { GraphError } from '../graph/errors.ts';
import type { Named, Program } from '../graph/program.ts';
import { formatShape } from '../graph/shape.ts';
import { type LoweredProgram, lower } from '../onnx/lower.ts';
import { blockLength } from './block-length.ts';
import type { Runtime } from './runtime.ts';
import { SessionState } from './session-state.ts';
import { joinedResults, requireSliceable, slicedFeeds } from './slices.ts';

/** Elements to feed: a typed array of the input's dtype, or numbers, which must be ones that the dtype holds. */
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
  /** States to fold in as constants, by name: faster, but fixed. For inference. Default none. */
  readonly folded?: ReadonlyMap<string, Float32Array>;
  /**
   * Rows of the open first axis computed at a time, 1 and up: a longer run is computed slice by slice. For inference, where no row of
   * a result depends on the others. Default all of them.
   */
  readonly atOnce?: number;
}

/**
 * Builds an ONNX graph from `program`, hands it to the runtime, and keeps its state.
 * @throws GraphError where a state is given no value, one of another length, or is folded in although it changes; where `atOnce` is
 *   given and an input or output does not begin with the open axis
 */
export async function compile<P extends Program>(
  program: P,
  runtime: Runtime,
  { states = new Map(), folded = new Map(), atOnce }: CompileOptions = {},
): Promise<Session<keyof P['outputs'] & string>> {
  const lowered = lower(program, {
    device: runtime.device,
    blocked: await blockLength(runtime),
    folded,
  });
  if (atOnce !== undefined) requireSliceable(lowered.inputs, program, atOnce);
  const state = new SessionState(lowered, runtime, states);
  // the state's next values stay on the device, all other outputs are wanted here
  const resident = runtime.state === 'resident' && lowered.updates.size > 0;
  const location = Object.fromEntries(
    [...lowered.updates.values()].map((name) => [name, 'gpu-buffer'] as const),
  );
  const session = await runtime.ort.InferenceSession.create(lowered.bytes, {
    ...runtime.options,
    ...(resident && { preferredOutputLocation: location }),
  });
  return new Session(lowered, session, runtime, state, atOnce);
}

/** A compiled program with its state, which moves on with each run. */
export class Session<Output extends string = string> {
  readonly #lowered: LoweredProgram;
  readonly #session: InferenceSession;
  readonly #runtime: Runtime;
  readonly #state: SessionState;
  readonly #atOnce: number | undefined;
  #running = false;
  #released = false;

  constructor(
    lowered: LoweredProgram,
    session: InferenceSession,
    runtime: Runtime,
    state: SessionState,
    atOnce: number | undefined,
  ) {
    this.#lowered = lowered;
    this.#session = session;
    this.#runtime = runtime;
    this.#state = state;
    this.#atOnce = atOnce;
  }

  /**
   * Computes the outputs and moves the state on.
   * @param feeds a value for every input of the program
   * @throws GraphError for an input that is missing, unknown, of the wrong dtype or length, or with a number that its
   *   dtype cannot hold
   */
  async run(feeds: Readonly<Record<string, Feed>> = {}): Promise<Record<Output, Result>> {
    return this.#alone('run', async () => {
      if (this.#atOnce === undefined) return this.#run(feeds);
      const slices: Record<Output, Result>[] = [];
      for (const slice of slicedFeeds(this.#lowered.inputs, feeds, this.#atOnce)) {
        slices.push(await this.#run(slice));
      }
      return joinedResults(slices);
    });
  }

  /** Two runs at once would read and write one state. */
  async #alone<T>(what: string, work: () => Promise<T>): Promise<T> {
    if (this.#released) throw new GraphError(`${what}: the session has been released`);
    if (this.#running) throw new GraphError(`${what}: the session is still running; await the run before`);
    this.#running = true;
    try {
      return await work();
    } finally {
      this.#running = false;
    }
  }

  async #run(feeds: Readonly<Record<string, Feed>>): Promise<Record<Output, Result>> {
    const { inputs, outputs } = this.#lowered;
    const fed = this.#state.feeds;
    for (const unknown of Object.keys(feeds)) {
      if (!inputs.some(({ name }) => name === unknown)) {
        throw new GraphError(
          `run: no input is named '${unknown}'; inputs are ${inputs.map(({ name }) => name).join(', ')}`,
        );
      }
    }
    const open = new Map<string, { readonly length: number; readonly input: string }>();
    for (const named of inputs) fed[named.name] = this.#feed(named, feeds[named.name], open);
    const fetched = this.#state.fetches;
    for (const { name } of outputs) fetched[name] = null;
    const results = await this.#session.run(fed, fetched);
    this.#state.advance(results);
    return Object.fromEntries(
      outputs.map(({ name, tensor }) => {
        const { data, dims } = results[name] as OrtTensor;
        return [name, { dtype: tensor.dtype, shape: dims, data: data as AnyTypedArray }];
      }),
    ) as Record<Output, Result>;
  }

  /** The names of the states that the session keeps. */
  get states(): string[] {
    return this.#lowered.states.map(({ name }) => name);
  }

  /** The names of the inputs that a run must be fed. */
  get inputs(): string[] {
    return this.#lowered.inputs.map(({ name }) => name);
  }

  /**
   * A copy of the present state, by name.
   * @throws GraphError while a run is under way
   */
  async state(): Promise<Map<string, Float32Array>> {
    return this.#alone('state', () => this.#state.read());
  }

  /**
   * Replaces states by copies of those given; the others stay.
   * @throws GraphError where one has another length, or while a run is under way
   */
  setState(states: ReadonlyMap<string, Float32Array>): void {
    if (this.#released) throw new GraphError('setState: the session has been released');
    if (this.#running) throw new GraphError('setState: the session is still running; await the run before');
    this.#state.replace(states);
  }

  /**
   * Frees what the runtime holds; the session cannot run afterwards. Once more does nothing.
   * @throws GraphError while a run is under way
   */
  async release(): Promise<void> {
    if (this.#released) return;
    if (this.#running) throw new GraphError('release: the session is still running; await the run before');
    this.#released = true;
    this.#state.release();
    await this.#session.release();
  }

  /** @param open the lengths that inputs before this one gave the open axes */
  #feed(
    { name, tensor }: Named,
    value: Feed | undefined,
    open: Map<string, { readonly length: number; readonly input: string }>,
  ): OrtTensor {
    const expected = `${tensor.dtype}${formatShape(tensor.shape)}`;
    if (value === undefined) throw new GraphError(`run: input '${name}' is missing; expected ${expected}`);
    const numbers = typeof value === 'number' ? [value] : value;
    const data = carries(tensor.dtype, numbers) ? numbers : converted(name, tensor.dtype, numbers);
    const shape = data && resolve(tensor.shape, data.length);
    if (!shape) {
      throw new GraphError(
        `run: input '${name}' received ${numbers.constructor.name} of ${numbers.length}; expected ${expected}`,
      );
    }
    tensor.shape.forEach((axis, i) => {
      if (typeof axis === 'number') return;
      const length = shape[i] as number;
      const known = open.get(axis) ?? { length, input: name };
      if (known.length !== length) {
        throw new GraphError(
          `run: input '${name}' received ${length} along '${axis}'; expected ${known.length}, as in input '${known.input}'`,
        );
      }
      open.set(axis, known);
    });
    return this.#tensor(tensor.dtype, data, shape);
  }

  #tensor(dtype: DataType, data: AnyTypedArray, shape: readonly number[]): OrtTensor {
    return new this.#runtime.ort.Tensor(dtype, data as Float32Array, shape) as OrtTensor;
  }
}

/** The least and the largest number that a feed of whole numbers may have; int64 beyond them takes a BigInt64Array. */
const WHOLE_NUMBERS: Readonly<Record<Exclude<DataType, 'float32'>, readonly [least: number, most: number]>> =
  {
    int32: [-(2 ** 31), 2 ** 31 - 1],
    int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    bool: [0, 1],
  };

/** Numbers as the typed array of an input; undefined for a typed array, which is of another dtype then. */
function converted(
  name: string,
  dtype: DataType,
  numbers: AnyTypedArray | readonly number[],
): AnyTypedArray | undefined {
  if (!Array.isArray(numbers)) return undefined;
  if (dtype !== 'float32') {
    const [least, most] = WHOLE_NUMBERS[dtype];
    for (const [i, value] of numbers.entries()) {
      if (Number.isInteger(value) && value >= least && value <= most) continue;
      throw new GraphError(
        `run: input '${name}' received ${value} as element ${i}; expected ${dtype}, whole numbers from ${least} to ${most}`,
      );
    }
  }
  return typedArray(dtype, numbers);
}

/** The shape with its open axis filled in, or undefined where `length` elements do not fit. */
function resolve(shape: readonly (number | string)[], length: number): number[] | undefined {
  const known = shape.reduce<number>((product, side) => product * (typeof side === 'number' ? side : 1), 1);
  const open = shape.filter((side) => typeof side === 'string').length;
  const rest = length / known;
  if (open > 1 || !Number.isInteger(rest) || rest < 1 || (open === 0 && rest !== 1)) return undefined;
  return shape.map((side) => (typeof side === 'number' ? side : rest));
}
