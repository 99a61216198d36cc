import { keyOf } from '../graph/random.ts';
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
  const states = new Map([...step.model.initial(seed), ...weights]);
  for (const state of step.updates.keys()) {
    if (state.origin.kind !== 'state' || states.has(state.origin.name)) continue;
    const { name } = state.origin;
    const start = name.endsWith(AVERAGE) && states.get(name.slice(0, -AVERAGE.length));
    states.set(name, start || new Float32Array(length(state.shape)));
  }
  return new TrainingSession(step, await compile(step, runtime, { states }), seed);
}

function length(shape: readonly (number | string)[]): number {
  return shape.reduce<number>((product, side) => product * Number(side), 1);
}

/** A network in training: its state, and how many steps it has taken. */
export class TrainingSession<Output extends string = string> {
  readonly #step: TrainingStep<Output>;
  readonly #session: Session<Output | 'loss'>;
  readonly #random: boolean;
  #seed: number;
  #taken = 0;

  constructor(step: TrainingStep<Output>, session: Session<Output | 'loss'>, seed: number) {
    this.#step = step;
    this.#session = session;
    this.#seed = seed;
    this.#random = session.inputs.includes('random');
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
    const scalars = Object.entries(this.#step.optimiser.scalars(this.#taken + 1, learningRate));
    const outputs = await this.#session.run({
      ...feeds,
      ...Object.fromEntries(scalars.map(([name, value]) => [`step:${name}`, value])),
      ...(this.#random && { random: keyOf(this.#seed, this.#taken) }),
    });
    this.#taken++;
    return { loss: Number(outputs.loss.data[0]), outputs };
  }

  /** A copy of the weights and statistics, by name. */
  weights(): Map<string, Float32Array> {
    return this.#named('');
  }

  /** A copy of the weights' moving average, where the step keeps one, with the statistics as they are. */
  averagedWeights(): Map<string, Float32Array> {
    return this.#named(AVERAGE);
  }

  #named(suffix: string): Map<string, Float32Array> {
    const state = this.#session.state();
    const { variables } = this.#step.model;
    return new Map(
      [...variables.keys()].flatMap((name) => {
        const values = state.get(name + suffix) ?? state.get(name);
        return values ? [[name, values] as const] : [];
      }),
    );
  }

  /** A copy of all that a checkpoint must hold. */
  state(): TrainingState {
    return { seed: this.#seed, step: this.#taken, states: this.#session.state() };
  }

  /** Goes on from a state: the steps that follow are those that would have followed there. */
  restore({ seed, step, states }: TrainingState): void {
    this.#session.setState(states);
    this.#seed = seed;
    this.#taken = step;
  }

  /** Frees what the runtime holds. */
  async release(): Promise<void> {
    await this.#session.release();
  }
}
