import { GraphError } from '../graph/errors.ts';
import { gradients } from '../graph/gradients.ts';
import type { Model, Variable } from '../graph/model.ts';
import type { Program } from '../graph/program.ts';
import { ancestry, input, Tensor } from '../graph/tensor.ts';
import { add, div, minimum, mul, sqrt } from '../ops/elementwise.ts';
import { sum } from '../ops/reduce.ts';
import type { Optimiser } from '../optimisers/optimiser.ts';

export interface TrainingOptions<Output extends string> {
  /** Scales all gradients down together where their norm exceeds this. Default no clipping. */
  readonly clipNorm?: number;
  /** Keeps an exponential moving average of the weights: the share of the old one, such as 0.999. Default none. */
  readonly averageDecay?: number;
  /** Which weights to train, by name. Default all. */
  readonly trainable?: (name: string) => boolean;
  /** Further tensors to hand out at every step. */
  readonly outputs?: Readonly<Record<Output, Tensor>>;
}

/** Forward pass, loss, gradients and update as one program. */
export interface TrainingStep<Output extends string = string> extends Program {
  readonly model: Model;
  readonly optimiser: Optimiser;
  readonly averageDecay: number | undefined;
  readonly outputs: Readonly<Record<Output | 'loss', Tensor>>;
  readonly updates: ReadonlyMap<Tensor, Tensor>;
}

/** Suffixes of the states that a training step keeps beside each weight. */
export const AVERAGE = ':average';

/**
 * Traces a training step.
 * @param loss a scalar, computed from the weights of `model`
 */
export function trainingStep<Output extends string = never>(
  model: Model,
  loss: Tensor,
  optimiser: Optimiser,
  options: TrainingOptions<Output> = {},
): TrainingStep<Output> {
  const { clipNorm, averageDecay, trainable = () => true, outputs } = options;
  if (model.mode !== 'training') throw new GraphError(`trainingStep: the model was traced for ${model.mode}`);
  const used = new Set(ancestry([loss]));
  const trained = model.weights.filter(({ name, tensor }) => trainable(name) && used.has(tensor));
  if (trained.length === 0) throw new GraphError('trainingStep: the loss depends on no trainable weight');
  const raw = gradients(
    loss,
    trained.map(({ tensor }) => tensor),
  );
  const clipped = clipNorm === undefined ? raw : clip(raw, clipNorm);

  const scalars = Object.fromEntries(
    Object.keys(optimiser.scalars(1, optimiser.learningRate)).map((name) => [
      name,
      input(`step:${name}`, []),
    ]),
  );
  const updates = new Map(model.updates);
  trained.forEach((variable, i) => {
    const weight = variable.tensor;
    const slots = Object.fromEntries(optimiser.slots.map((slot) => [slot, slotState(variable, slot)]));
    const next = optimiser.update({ weight, gradient: clipped[i] as Tensor, slots, scalars });
    updates.set(weight, next.weight);
    for (const slot of optimiser.slots) updates.set(slots[slot] as Tensor, next.slots[slot] as Tensor);
    if (averageDecay !== undefined) {
      const average = new Tensor('float32', weight.shape, { kind: 'state', name: variable.name + AVERAGE });
      updates.set(average, add(mul(average, averageDecay), mul(next.weight, 1 - averageDecay)));
    }
  });
  return {
    model,
    optimiser,
    averageDecay,
    outputs: { ...outputs, loss } as TrainingStep<Output>['outputs'],
    updates,
  };
}

function slotState({ name, tensor }: Variable, slot: string): Tensor {
  return new Tensor('float32', tensor.shape, { kind: 'state', name: `${name}:${slot}` });
}

/** All gradients scaled by min(1, limit / their common norm), as torch.nn.utils.clip_grad_norm_ does. */
function clip(gradients: readonly Tensor[], limit: number): Tensor[] {
  const squares = gradients.map((gradient) => sum(mul(gradient, gradient)));
  const norm = sqrt(squares.reduce((total, square) => add(total, square)));
  const factor = minimum(div(limit, add(norm, 1e-6)), 1);
  return gradients.map((gradient) => mul(gradient, factor));
}
