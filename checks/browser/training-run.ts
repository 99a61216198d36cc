import { Model, type Scope } from '../../packages/engine/src/graph/model.ts';
import { input, type Tensor } from '../../packages/engine/src/graph/tensor.ts';
import { dropout } from '../../packages/engine/src/layers/dropout.ts';
import { batchNorm, convolution, linear } from '../../packages/engine/src/layers/layers.ts';
import { crossEntropy } from '../../packages/engine/src/losses/cross-entropy.ts';
import { unifiedFocal } from '../../packages/engine/src/losses/unified-focal.ts';
import { unet } from '../../packages/engine/src/networks/unet.ts';
import { relu } from '../../packages/engine/src/ops/activations.ts';
import { maxPool } from '../../packages/engine/src/ops/pooling.ts';
import { mean } from '../../packages/engine/src/ops/reduce.ts';
import { adam } from '../../packages/engine/src/optimisers/adam.ts';
import type { Runtime } from '../../packages/engine/src/runtime/runtime.ts';
import { startTraining } from '../../packages/engine/src/training/training-session.ts';
import { trainingStep } from '../../packages/engine/src/training/training-step.ts';
import { BATCH, CHANNELS, discs, SIDE } from './discs.ts';

/** A small training run that is the same everywhere: weights, pictures and dropout follow from one seed. */
export interface TrainingRun {
  readonly losses: readonly number[];
  /** Root of the mean square by which weights and statistics have moved from start to end. */
  readonly moved: number;
  readonly milliseconds: number;
}

/** Outlining the disc: a U-Net with instance norm and Mish. Naming its tint: batch norm, ReLU and max pooling. */
export type Task = 'outline' | 'tint';

const SEED = 20261123;

/** Trains a small network with dropout by Adam, with clipped gradients and averaged weights. */
export async function train(runtime: Runtime, task: Task, steps: number): Promise<TrainingRun> {
  const model = new Model('training');
  const x = input('x', [BATCH, CHANNELS, SIDE, SIDE]);
  const loss = LOSSES[task](model.root, x);
  const step = trainingStep(model, loss, adam({ learningRate: 1e-3 }), { clipNorm: 5, averageDecay: 0.99 });
  const session = await startTraining(step, runtime, { seed: SEED });
  const before = await session.weights();
  const started = performance.now();
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    const { x: pictures, mask, tint } = discs(SEED, i);
    const truth = task === 'outline' ? { mask } : { tint };
    losses.push((await session.step({ x: pictures, ...truth })).loss);
  }
  const milliseconds = performance.now() - started;
  const moved = distance(before, await session.weights());
  await session.release();
  return { losses, moved, milliseconds };
}

const LOSSES: Record<Task, (scope: Scope, x: Tensor) => Tensor> = {
  outline: (scope, x) => {
    const logits = unet(scope, x, { channels: [8, 16, 32], strides: [2, 2], dropout: 0.1 });
    const mask = input('mask', [BATCH, 1, SIDE, SIDE]);
    return unifiedFocal(logits, mask, { lambda: 0.4, delta: 0.7, gamma: 0.75 });
  },
  tint: (scope, x) => {
    const stage = (part: Scope, y: Tensor, filters: number, stride: number) => {
      const filtered = convolution(part, y, { filters, kernel: 3, stride, padding: 1, bias: false });
      return relu(batchNorm(part.in('norm'), filtered));
    };
    const stem = maxPool(stage(scope.in('stem'), x, 8, 1), { kernel: 3, stride: 2, padding: 1 });
    const features = mean(stage(scope.in('stage'), stem, 16, 2), { axes: [2, 3] });
    const logits = linear(scope.in('head'), dropout(scope, features, 0.2), { features: CHANNELS });
    return crossEntropy(logits, input('tint', [BATCH], 'int64'));
  },
};

function distance(a: ReadonlyMap<string, Float32Array>, b: ReadonlyMap<string, Float32Array>): number {
  let [sum, count] = [0, 0];
  for (const [name, values] of a) {
    const others = b.get(name) as Float32Array;
    values.forEach((value, i) => {
      sum += (value - (others[i] as number)) ** 2;
    });
    count += values.length;
  }
  return Math.sqrt(sum / count);
}
