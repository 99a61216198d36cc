import { describe, expect, test } from 'vitest';
import { gradients } from '../graph/gradients.ts';
import { constant, input, type Tensor } from '../graph/tensor.ts';
import { closeTo, evaluate } from '../layers/testing/evaluate.ts';
import { nodeRuntime } from '../runtime/node-runtime.ts';
import { compile } from '../runtime/session.ts';
import { relu } from './activations.ts';
import { add } from './elementwise.ts';
import { batchNormalise, channelAffine, channelDot, channelVariance } from './normalisation.ts';
import { mean } from './reduce.ts';

/** Two channels of a row of three pixels. */
const x = constant([1, 2, 3, 5, 5, 5], [1, 2, 1, 3]);
const vector = (...values: number[]) => constant(values, [values.length]);

async function values(tensor: Tensor): Promise<number[]> {
  return Array.from((await evaluate({ y: tensor })).y.data, Number);
}

function normalise(scale: Tensor, shift: Tensor, epsilon: number): Tensor {
  const centre = mean(x, { axes: [0, 2, 3] });
  return batchNormalise(x, centre, channelVariance(x, centre), scale, shift, epsilon);
}

describe('per channel, by hand', () => {
  test('channelAffine scales and shifts', async () => {
    expect(await values(channelAffine(x, vector(2, -1), vector(10, 1)))).toEqual([12, 14, 16, -4, -4, -4]);
  });

  test('channelDot adds products up', async () => {
    expect(await values(channelDot(x, x))).toEqual([14, 75]);
  });

  test('channelVariance is the biased one', async () => {
    expect(await values(channelVariance(x, mean(x, { axes: [0, 2, 3] })))).toEqual(closeTo([2 / 3, 0]));
  });
});

describe('batchNormalise, by hand', () => {
  // with ε = 1/3 the first channel's √(variance + ε) is 1, and its normalised values are -1, 0, 1
  const epsilon = 1 / 3;
  const scale = vector(1, 2);
  const shift = vector(10, -4);

  test('gives mean 0 and variance 1, scaled and shifted; a constant channel gives its shift', async () => {
    expect(await values(normalise(scale, shift, epsilon))).toEqual(closeTo([9, 10, 11, -4, -4, -4], 5));
  });

  test('the gradient passes through mean and variance', async () => {
    const y = normalise(scale, shift, epsilon);
    const [dx, dscale, dshift] = gradients(
      y,
      [x, scale, shift],
      constant([1, 0, 0, 0, 0, 0], x.shape as number[]),
    );
    // dy - mean dy - x̂ mean(dy x̂), x̂ = -1, 0, 1
    expect(await values(dx)).toEqual(closeTo([1 / 3, -1 / 3, 0, 0, 0, 0]));
    expect(await values(dscale)).toEqual(closeTo([-1, 0]));
    expect(await values(dshift)).toEqual([1, 0]);
  });

  test('without ε, a channel far from zero is normalised as one around it', async () => {
    const far = constant([1001, 1002, 1003, 1004], [4, 1, 1, 1]);
    const centre = mean(far, { axes: [0, 2, 3] });
    const y = batchNormalise(far, centre, channelVariance(far, centre), vector(1), vector(0), 0);
    // variance 5/4; 1000 is held to 6e-5
    expect(await values(y)).toEqual(
      closeTo(
        [-3, -1, 1, 3].map((value) => value / Math.sqrt(5)),
        3,
      ),
    );
  });
});

test.each([
  ['in sixteens', 8, 4],
  ['not in sixteens', 3, 5],
])('an open batch axis stays open, positions %s', async (_, height, width) => {
  const pictures = input('x', ['batch', 2, height, width]);
  const y = channelAffine(pictures, vector(2, -1), vector(1, 0));
  const session = await compile({ outputs: { y, z: relu(add(y, pictures)) } }, nodeRuntime({ threads: 1 }));
  const count = 2 * height * width;
  for (const batch of [1, 3]) {
    const results = await session.run({ x: new Float32Array(batch * count).fill(1) });
    expect(results.y.shape).toEqual([batch, 2, height, width]);
    expect([
      results.y.data[0],
      results.y.data[count - 1],
      results.z.data[0],
      results.z.data[count - 1],
    ]).toEqual([3, -1, 4, 0]);
  }
  await session.release();
});
