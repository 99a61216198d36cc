import { describe, expect, test } from 'vitest';
import { Model } from '../graph/model.ts';
import { input } from '../graph/tensor.ts';
import { dropout } from '../layers/dropout.ts';
import { batchNorm, convolution, linear } from '../layers/layers.ts';
import { crossEntropy } from '../losses/cross-entropy.ts';
import { mish } from '../ops/activations.ts';
import { mean } from '../ops/reduce.ts';
import { adam } from '../optimisers/adam.ts';
import { nodeRuntime } from '../runtime/node-runtime.ts';
import { startTraining, type TrainingSession } from './training-session.ts';
import { trainingStep } from './training-step.ts';

/** A small classifier with all that has state or draws numbers: batch norm, dropout, Adam, a moving average. */
async function start(seed: number, weights?: ReadonlyMap<string, Float32Array>): Promise<TrainingSession> {
  const model = new Model('training');
  const { root } = model;
  const x = input('x', [8, 2, 6, 6]);
  const seen = mish(
    batchNorm(root.in('bn'), convolution(root.in('conv'), x, { filters: 6, kernel: 3, bias: false })),
  );
  const features = mean(dropout(root.in('drop'), seen, 0.4), { axes: [2, 3] });
  const logits = linear(root.in('fc'), features, { features: 3 });
  const loss = crossEntropy(logits, input('y', [8], 'int64'));
  const step = trainingStep(model, loss, adam({ learningRate: 1e-2 }), { averageDecay: 0.9 });
  return startTraining(step, nodeRuntime(), { seed, ...(weights && { weights }) });
}

/** The batch of a step: pictures whose frequency tells the class. */
function batch(step: number) {
  const classes = Array.from({ length: 8 }, (_, i) => (i + step) % 3);
  const x = classes.flatMap((c, i) =>
    Array.from(
      { length: 72 },
      (_, at) => Math.sin((c + 1) * at + i + 8 * step) + Math.cos(31 * at * (i + step)),
    ),
  );
  return { x, y: classes };
}

/** Takes the steps from..to - 1 and gives the losses. */
async function train(training: TrainingSession, from: number, to: number): Promise<number[]> {
  const losses: number[] = [];
  for (let step = from; step < to; step++) losses.push((await training.step(batch(step))).loss);
  return losses;
}

describe('a training run', () => {
  test('gives the same bits for the same seed, and others for another', async () => {
    const runs = await Promise.all([1, 1, 2].map((seed) => start(seed)));
    const losses = [];
    for (const run of runs) losses.push(await train(run, 0, 20));
    const [first, again, other] = await Promise.all(runs.map((run) => run.state()));
    expect(again).toEqual(first);
    expect(losses[1]).toEqual(losses[0]);
    expect(other?.states.get('fc.weight')).not.toEqual(first?.states.get('fc.weight'));
    await Promise.all(runs.map((run) => run.release()));
  });

  test('draws other dropout at every step', async () => {
    const training = await start(1);
    // without a learning rate only the masks and the running statistics change, and the latter are not read
    const losses = [];
    for (let i = 0; i < 5; i++) losses.push((await training.step(batch(0), 0)).loss);
    expect(new Set(losses).size).toBe(5);
    await training.release();
  });

  test('goes on from its state to the bits of the run that was not interrupted', async () => {
    const straight = await start(5);
    await train(straight, 0, 10);
    const state = await straight.state();
    const kept = new Map([...state.states].map(([name, values]) => [name, values.slice()]));
    const losses = await train(straight, 10, 20);
    const end = await straight.state();
    // what was handed out is a copy
    expect(state.states).toEqual(kept);

    const resumed = await start(999);
    await train(resumed, 3, 5);
    resumed.restore(state);
    expect(resumed.taken).toBe(10);
    expect(await train(resumed, 10, 20)).toEqual(losses);
    expect(await resumed.state()).toEqual(end);

    // and so does the session itself, taken back
    straight.restore(state);
    expect(await train(straight, 10, 20)).toEqual(losses);
    expect(await straight.averagedWeights()).toEqual(await resumed.averagedWeights());
    await Promise.all([straight.release(), resumed.release()]);
  });

  test('starts from given weights, and initialises the others from the seed', async () => {
    const [given, plain] = [await start(1, new Map([['fc.bias', Float32Array.of(1, 2, 3)]])), await start(1)];
    const [weights, initial] = [await given.weights(), await plain.weights()];
    expect(weights.get('fc.bias')).toEqual(Float32Array.of(1, 2, 3));
    expect((await given.averagedWeights()).get('fc.bias')).toEqual(Float32Array.of(1, 2, 3));
    expect(weights.get('fc.weight')).toEqual(initial.get('fc.weight'));
    await Promise.all([given.release(), plain.release()]);
  });

  test('learns', async () => {
    const training = await start(1);
    const losses = await train(training, 0, 120);
    const average = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    expect(average(losses.slice(-20))).toBeLessThan(0.5 * average(losses.slice(0, 20)));
    await training.release();
  });
});
