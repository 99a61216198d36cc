import { GraphError } from '../graph/errors.ts';
import { RANDOM } from '../graph/model.ts';
import { leavesOf } from '../graph/program.ts';
import { keyOf } from '../graph/random.ts';
import { elementCount } from '../graph/shape.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { compile, type Feed, type Result, type Session } from '../runtime/session.ts';
import { AVERAGE, type TrainingStep } from './training-step.ts';

export interface TrainingSessionOptions {
  /** From which initial weights and all random numbers follow. */
  readonly seed: number;
  /** Weights and statistics to start from, by name; those not given are initialised from the seed. */
  readonly weights?: ReadonlyMap<string, Float32Array>;
}

/** All that a run needs to go on exactly where it was. */
export interface TrainingState {
  readonly seed: number;
  /** Steps taken. */
  readonly step: number;
  /** Weights, statistics, and the optimiser's memories, by name. */
  readonly states: ReadonlyMap<string, Float32Array>;
}

/** Compiles a training step and initialises its weights. */
export async function startTraining<Output extends string>(
  step: TrainingStep<Output>,
  runtime: Runtime,
  { seed, weights = new Map() }: TrainingSessionOptions,
): Promise<TrainingSession<Output>> {
  // states of other models, such as a teacher's, are given their values here, too
  const read = leavesOf(step).states.map(({ name }) => name);
  requireNames('startTraining', weights, [...step.model.variables.keys(), ...read]);
  const states = new Map([...step.model.initial(seed), ...weights]);
  for (const state of step.updates.keys()) {
    if (state.origin.kind !== 'state' || states.has(state.origin.name)) continue;
    const { name } = state.origin;
    const [weight = '', memory] = name.split(':');
    // an average starts at the weights themselves, everything else at zero
    const start = memory === AVERAGE ? states.get(weight) : undefined;
    states.set(name, start ?? new Float32Array(elementCount(state.shape)));
  }
  return new TrainingSession(step, await compile(step, runtime, { states }), seed);
}

/** Refuses values whose names are not among those known: a misspelt weight would silently keep its initial value. */
function requireNames(what: string, values: ReadonlyMap<string, unknown>, known: readonly string[]): void {
  const unknown = [...values.keys()].filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new GraphError(
      `${what}: the model has no ${unknown.slice(0, 5).join(', ')}; it has ${known.slice(0, 5).join(', ')}, ...`,
    );
  }
}

/** A network in training: its state, and how many steps it has taken. */
export class TrainingSession<Output extends string = string> {
  readonly #step: TrainingStep<Output>;
  readonly #session: Session<Output | 'loss'>;
  #seed: number;
  #taken = 0;

  constructor(step: TrainingStep<Output>, session: Session<Output | 'loss'>, seed: number) {
    this.#step = step;
    this.#session = session;
    this.#seed = seed;
  }

  /** Steps taken so far. */
  get taken(): number {
    return this.#taken;
  }

  /**
   * Takes one step.
   * @param feeds the batch: a value for every input of the network and the loss
   * @param learningRate default the optimiser's
   * @returns the loss before the step, as a number, and the further outputs of the step
   */
  async step(
    feeds: Readonly<Record<string, Feed>>,
    learningRate = this.#step.optimiser.learningRate,
  ): Promise<{ loss: number; outputs: Record<Output | 'loss', Result> }> {
    const own = {
      ...this.#step.optimiser.scalars(this.#taken + 1, learningRate),
      [RANDOM]: keyOf(this.#seed, this.#taken),
    };
    // a graph has only those that it reads: no shrinking without weight decay, no key without dropout
    const used = Object.entries(own).filter(([name]) => this.#session.inputs.includes(name));
    const outputs = await this.#session.run({ ...feeds, ...Object.fromEntries(used) });
    this.#taken++;
    return { loss: Number(outputs.loss.data[0]), outputs };
  }

  /** A copy of the weights and statistics that the step reads or moves, by name. */
  weights(): Promise<Map<string, Float32Array>> {
    return this.#named('');
  }

  /** A copy of the weights' moving average, with the statistics as they are; the weights where the step keeps none. */
  averagedWeights(): Promise<Map<string, Float32Array>> {
    return this.#named(`:${AVERAGE}`);
  }

  async #named(suffix: string): Promise<Map<string, Float32Array>> {
    const state = await this.#session.state();
    const { variables } = this.#step.model;
    return new Map(
      [...variables.keys()].flatMap((name) => {
        const values = state.get(name + suffix) ?? state.get(name);
        return values ? [[name, values] as const] : [];
      }),
    );
  }

  /** A copy of all that a checkpoint must hold. */
  async state(): Promise<TrainingState> {
    const [seed, step] = [this.#seed, this.#taken];
    return { seed, step, states: await this.#session.state() };
  }

  /**
   * Goes on from a state: the steps that follow are those that would have followed there.
   * @throws GraphError where a weight or a memory is missing, unknown, or of another length
   */
  restore({ seed, step, states }: TrainingState): void {
    requireNames('restore', states, this.#session.states);
    const missing = this.#session.states.filter((name) => !states.has(name));
    if (missing.length > 0)
      throw new GraphError(`restore: the state lacks ${missing.slice(0, 5).join(', ')}`);
    this.#session.setState(states);
    this.#seed = seed;
    this.#taken = step;
  }

  /** Frees what the runtime holds. */
  async release(): Promise<void> {
    await this.#session.release();
  }
}
