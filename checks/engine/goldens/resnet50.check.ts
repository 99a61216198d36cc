import {
  type AnyTypedArray,
  compile,
  crossEntropy,
  gradients,
  input,
  Model,
  mish,
  resnet50,
  type Tensor,
} from '@leukolens/engine';
import { nodeRuntime } from '@leukolens/engine/node';
import { expect, test } from 'vitest';
import { attributes, Golden, missingGoldens, worst } from './golden.ts';

const reason = missingGoldens();
if (reason) console.warn(`skipped: ${reason}`);

const NAME = 'resnet50-mish-medium-step';

/** Numbers in [-1, 1) from a hash of their index, by the formula of the index. */
function hashed(count: number, series: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => {
    let h = Math.imul(i + 1, 2654435761) + Math.imul(series, 40503);
    h ^= h >>> 15;
    h = Math.imul(h, 2246822519);
    h ^= h >>> 13;
    return (h >>> 0) / 2 ** 31 - 1;
  });
}

/** The golden's weights: `hashed` scaled by √(6 / inputs per output), and by place in PyTorch's state_dict. */
function formulaWeights(model: Model): Map<string, Float32Array> {
  let place = 0;
  return new Map(
    [...model.variables.values()].map(({ name, shape }) => {
      const fanIn = shape.slice(1).reduce((product, length) => product * length, 1);
      const count = fanIn * (shape[0] ?? 1);
      const bound = Math.fround(Math.sqrt(6 / fanIn));
      const constant = new Float32Array(count).fill(/(weight|var)$/.test(name) ? 1 : 0);
      const values = shape.length > 1 ? hashed(count, place).map((value) => value * bound) : constant;
      // PyTorch's batch norms have num_batches_tracked after their variance
      place += name.endsWith('running_var') ? 2 : 1;
      return [name, values];
    }),
  );
}

/** Sum, sum of magnitudes, first, last: in double precision. */
type Summary = readonly [number, number, number, number];

/**
 * The largest share of what is allowed that a tensor differs by from its summary: 1e-4 of the sum of magnitudes for both
 * sums, 1e-3 of the mean magnitude for the first and the last element.
 */
function summaryShare(values: AnyTypedArray | undefined, [sum, magnitudes, first, last]: Summary): number {
  const numbers = Array.from(values ?? [], Number);
  const total = numbers.reduce((a, b) => a + b, 0);
  const size = numbers.reduce((a, b) => a + Math.abs(b), 0);
  const forSums = Math.max(Math.abs(total - sum), Math.abs(size - magnitudes)) / (1e-4 * magnitudes);
  const ends = Math.max(
    Math.abs((numbers[0] ?? Number.NaN) - first),
    Math.abs((numbers.at(-1) ?? Number.NaN) - last),
  );
  const share = Math.max(forSums, ends / ((1e-3 * magnitudes) / numbers.length));
  return Number.isNaN(share) ? Infinity : share;
}

test.skipIf(reason !== undefined)(NAME, async () => {
  const golden = new Golden(NAME);
  const model = new Model('training');
  const x = input('x', [4, 3, 64, 64]);
  const y = input('y', [4], 'int64');
  const logits = resnet50(model.root, x, { classes: 3, hidden: [1024, 512], activation: mish });
  const loss = crossEntropy(logits, y);
  const names = model.weights.map(({ name }) => name);
  const slopes = gradients(
    loss,
    model.weights.map(({ tensor }) => tensor),
  );
  const outputs: Record<string, Tensor> = { logits, loss };
  names.forEach((name, i) => {
    outputs[`gradient of ${name}`] = slopes[i] ?? loss;
  });
  const session = await compile({ outputs, updates: model.updates }, nodeRuntime(), {
    states: formulaWeights(model),
  });
  const results = await session.run({ x: hashed(4 * 3 * 64 * 64, 1000), y: golden.int64('y') });
  const after = await session.state();
  await session.release();

  const expected = attributes(NAME) as Record<'gradients' | 'running', Record<string, Summary>>;
  const shares = (summaries: Record<string, Summary>, values: (name: string) => AnyTypedArray | undefined) =>
    Object.entries(summaries)
      .map(([name, summary]) => ({ name, share: summaryShare(values(name), summary) }))
      .toSorted((a, b) => b.share - a.share);
  const forGradients = shares(expected.gradients, (name) => results[`gradient of ${name}`]?.data);
  const forStatistics = shares(expected.running, (name) => after.get(name));
  const errors = {
    logits: worst(results.logits?.data, golden.float32('logits')),
    loss: worst(results.loss?.data, golden.float32('loss')),
    gradients: forGradients[0],
    statistics: forStatistics[0],
  };
  console.log(`${NAME}: ${JSON.stringify(errors)} (share of what is allowed)`);
  expect(names.toSorted()).toEqual(Object.keys(expected.gradients).toSorted());
  expect(forGradients.length).toBe(165);
  expect(forStatistics.length).toBe(106);
  expect(errors.logits).toBeLessThanOrEqual(1e-4);
  expect(errors.loss).toBeLessThanOrEqual(1e-4);
  expect(forGradients.filter(({ share }) => share > 1)).toEqual([]);
  expect(forStatistics.filter(({ share }) => share > 1)).toEqual([]);
});
