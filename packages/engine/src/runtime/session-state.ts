import type { OnnxValue, Tensor as OrtTensor } from 'onnxruntime-common';
import { GraphError } from '../graph/errors.ts';
import { elementCount, fixedShape, formatShape } from '../graph/shape.ts';
import { type LoweredProgram, lower } from '../onnx/lower.ts';
import type { Runtime, StateTransfer } from './runtime.ts';

type Tensors = Map<string, OrtTensor>;

/** A session's state between runs: what a run reads of it, and where the next state comes to lie. All is float32. */
export class SessionState {
  readonly #lowered: LoweredProgram;
  readonly #runtime: Runtime;
  readonly #transfer: StateTransfer;
  readonly #current: Tensors = new Map();
  /** A second array of each state that changes: one is read and one written by a run, then they change places. */
  readonly #spare: Tensors = new Map();

  /**
   * @param initial a value for each state
   * @throws GraphError where one is missing or has another length
   */
  constructor(lowered: LoweredProgram, runtime: Runtime, initial: ReadonlyMap<string, Float32Array>) {
    this.#lowered = lowered;
    this.#runtime = runtime;
    this.#transfer = runtime.state ?? 'written';
    const missing = lowered.states.filter(({ name }) => !initial.has(name)).map(({ name }) => name);
    if (missing.length > 0) {
      throw new GraphError(
        `compile: no values given for the states ${missing.join(', ')}: pass them as states or folded`,
      );
    }
    this.replace(initial);
    if (this.#transfer !== 'written') return;
    for (const [name, { dims, size }] of this.#current) {
      if (lowered.updates.has(name)) this.#spare.set(name, this.#tensor(new Float32Array(size), dims));
    }
  }

  /** What a run is fed. */
  get feeds(): Record<string, OnnxValue> {
    return Object.fromEntries(this.#current);
  }

  /** The outputs that carry the next state, each with the array to write it into, or null for one of the runtime's. */
  get fetches(): Record<string, OnnxValue | null> {
    const { updates } = this.#lowered;
    return Object.fromEntries([...updates].map(([name, output]) => [output, this.#spare.get(name) ?? null]));
  }

  /** Takes the next state over from a run's results. */
  advance(results: Readonly<Record<string, OnnxValue>>): void {
    for (const [name, output] of this.#lowered.updates) {
      const last = this.#current.get(name) as OrtTensor;
      if (this.#transfer === 'written') {
        // onnxruntime-node fills the array handed to it and returns a copy besides, which is let go at once
        this.#current.set(name, this.#spare.get(name) as OrtTensor);
        this.#spare.set(name, last);
      } else {
        dispose(last);
        this.#current.set(name, results[output] as OrtTensor);
      }
    }
  }

  /** A copy of all states, by name. */
  async read(): Promise<Map<string, Float32Array>> {
    const present = this.#transfer === 'resident' ? await this.#download() : this.#current;
    return new Map([...present].map(([name, { data }]) => [name, (data as Float32Array).slice()]));
  }

  /**
   * Replaces states by copies of those given; the others stay.
   * @throws GraphError where one has another length
   */
  replace(states: ReadonlyMap<string, Float32Array>): void {
    const replaced = this.#lowered.states.flatMap(({ name, tensor }) => {
      const values = states.get(name);
      if (!values) return [];
      const shape = fixedShape(tensor.shape, `state '${name}'`);
      if (values.length !== elementCount(shape)) {
        throw new GraphError(
          `state '${name}': received ${values.length} elements; expected ${elementCount(shape)} for ${formatShape(shape)}`,
        );
      }
      return [{ name, values, shape }];
    });
    // all or none: only now that every length is right
    for (const { name, values, shape } of replaced) {
      dispose(this.#current.get(name));
      this.#current.set(name, this.#tensor(values.slice(), shape));
    }
  }

  /** Frees buffers on the device. */
  release(): void {
    for (const tensor of this.#current.values()) dispose(tensor);
  }

  /** The states as arrays of the host, by way of a program that hands out what it is fed. */
  async #download(): Promise<Tensors> {
    const { states } = this.#lowered;
    const named = new Map(states.map(({ name }, i) => [`present state ${i}`, name]));
    const outputs = Object.fromEntries(states.map(({ tensor }, i) => [`present state ${i}`, tensor]));
    const { ort, options, device } = this.#runtime;
    const session = await ort.InferenceSession.create(lower({ outputs }, { device }).bytes, options);
    const results = Object.entries(await session.run(this.feeds));
    await session.release();
    return new Map(results.map(([output, tensor]) => [named.get(output) as string, tensor as OrtTensor]));
  }

  #tensor(data: Float32Array, shape: readonly number[]): OrtTensor {
    return new this.#runtime.ort.Tensor('float32', data, shape) as OrtTensor;
  }
}

/** Gives a buffer on the device back; arrays of the host are the garbage collector's. */
function dispose(tensor: OrtTensor | undefined): void {
  if (tensor && tensor.location !== 'cpu') tensor.dispose();
}
