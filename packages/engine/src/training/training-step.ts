import { GraphError } from '../graph/errors.ts';
import { gradients } from '../graph/gradients.ts';
import type { Model, Variable } from '../graph/model.ts';
import type { Program } from '../graph/program.ts';
import { elementCount } from '../graph/shape.ts';
import { ancestry, input, Tensor } from '../graph/tensor.ts';
import { add, div, minimum, mul, sqrt } from '../ops/elementwise.ts';
import { sum } from '../ops/reduce.ts';
import { reshape } from '../ops/shape.ts';
import type { Optimiser } from '../optimisers/optimiser.ts';

export interface TrainingOptions<Output extends string> {
  /** Scales all gradients down together where their norm exceeds this. Default no clipping. */
  readonly clipNorm?: number;
  /** Keeps an exponential moving average of the weights: the share of the old one, such as 0.999. Default none. */
  readonly averageDecay?: number;
  /**
   * Which weights to train, by name. Default all. Statistics are no weights: batch norm goes by the batch and moves its
   * running statistics under weights that are not trained, too.
   */
  readonly trainable?: (name: string) => boolean;
  /** Further tensors to hand out at every step. */
  readonly outputs?: Readonly<Record<Output, Tensor>>;
}

/** Forward pass, loss, gradients and update as one program. */
export interface TrainingStep<Output extends string = string> extends Program {
  readonly model: Model;
  readonly optimiser: Optimiser;
  readonly outputs: Readonly<Record<Output | 'loss', Tensor>>;
  readonly updates: ReadonlyMap<Tensor, Tensor>;
}

/** The memory that holds a weight's moving average: the state `weight:average`. */
export const AVERAGE = 'average';

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
  if (outputs && 'loss' in outputs)
    throw new GraphError("trainingStep: an output is named 'loss', which is the loss's own name");
  const used = new Set(ancestry([loss]));
  const trained = model.weights.filter(({ name, tensor }) => trainable(name) && used.has(tensor));
  if (trained.length === 0) throw new GraphError('trainingStep: the loss depends on no trainable weight');
  const raw = gradients(
    loss,
    trained.map(({ tensor }) => tensor),
  );
  const clipped = clipNorm === undefined ? raw : clip(raw, clipNorm);

  const scalars = Object.fromEntries(
    Object.keys(optimiser.scalars(1, optimiser.learningRate)).map((name) => [name, input(name, [])]),
  );
  // statistics of what neither loss nor outputs compute, such as another network of the model, are left alone
  const traced = new Set(ancestry([loss, ...Object.values<Tensor>(outputs ?? {})]));
  const isFed = (tensor: Tensor) => tensor.origin.kind !== 'input' || traced.has(tensor);
  const updates = new Map([...model.updates].filter(([, next]) => ancestry([next]).every(isFed)));
  trained.forEach((variable, i) => {
    const { shape } = variable;
    // updates work on vectors, for the reason given in onnx/lower.ts
    const vector = [elementCount(shape)];
    const slots = Object.fromEntries(optimiser.slots.map((slot) => [slot, memory(variable, slot)]));
    const gradient = reshape(clipped[i] as Tensor, vector);
    const next = optimiser.update({ weight: reshape(variable.tensor, vector), gradient, slots, scalars });
    updates.set(variable.tensor, reshape(next.weight, shape));
    for (const slot of optimiser.slots) updates.set(slots[slot] as Tensor, next.slots[slot] as Tensor);
    if (averageDecay !== undefined) {
      const average = memory(variable, AVERAGE);
      updates.set(average, add(mul(average, averageDecay), mul(next.weight, 1 - averageDecay)));
    }
  });
  return {
    model,
    optimiser,
    outputs: { ...outputs, loss } as TrainingStep<Output>['outputs'],
    updates,
  };
}

/** A state beside a weight, as a vector of as many elements. */
function memory({ name, shape }: Variable, suffix: string): Tensor {
  return new Tensor('float32', [elementCount(shape)], { kind: 'state', name: `${name}:${suffix}` });
}

/** All gradients scaled by min(1, limit / their common norm), as torch.nn.utils.clip_grad_norm_ does. */
function clip(gradients: readonly Tensor[], limit: number): Tensor[] {
  const squares = gradients.map((gradient) => sum(mul(gradient, gradient)));
  const norm = sqrt(squares.reduce((total, square) => add(total, square)));
  const factor = minimum(div(limit, add(norm, 1e-6)), 1);
  return gradients.map((gradient) => mul(gradient, factor));
}
