import type { Tensor } from '../graph/tensor.ts';

/** What one weight's update reads. */
export interface UpdateInputs {
  readonly weight: Tensor;
  readonly gradient: Tensor;
  /** The optimiser's own memory for this weight, in the weight's shape, by slot name. */
  readonly slots: Readonly<Record<string, Tensor>>;
  /** The numbers that change from step to step, as scalars, by name. */
  readonly scalars: Readonly<Record<string, Tensor>>;
}

export interface Updated {
  readonly weight: Tensor;
  readonly slots: Readonly<Record<string, Tensor>>;
}

/** A rule that moves a weight against its gradient, traced into the training step's graph. */
export interface Optimiser {
  readonly name: string;
  /** The learning rate unless a step is told another. */
  readonly learningRate: number;
  /** Names of the optimiser's memories per weight; all start at zero. */
  readonly slots: readonly string[];
  /**
   * What depends on the step, computed in double precision outside the graph.
   * @param step counted from 1
   */
  scalars(step: number, learningRate: number): Readonly<Record<string, number>>;
  update(inputs: UpdateInputs): Updated;
}
