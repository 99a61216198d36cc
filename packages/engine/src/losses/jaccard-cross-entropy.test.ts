import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gradients } from '../graph/gradients.ts';
import { input } from '../graph/tensor.ts';
import { evaluate } from '../layers/testing/evaluate.ts';
import { nodeRuntime } from '../runtime/node-runtime.ts';
import { compile } from '../runtime/session.ts';
import { jaccardCrossEntropy } from './jaccard-cross-entropy.ts';

interface Case {
  readonly logits: readonly number[];
  readonly target: readonly number[];
  readonly weight: readonly number[];
}

async function lossAndGradient(shape: readonly number[], feeds: Case, jaccard?: number) {
  const logits = input('logits', shape);
  const options = jaccard === undefined ? {} : { jaccard };
  const loss = jaccardCrossEntropy(logits, input('target', shape), input('weight', shape), options);
  const [gradient = loss] = gradients(loss, [logits]);
  const results = await evaluate({ loss, gradient }, { ...feeds });
  return { loss: Number(results.loss.data[0]), gradient: Array.from(results.gradient.data, Number) };
}

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
const logit = (p: number) => Math.log(p / (1 - p));

/** The definition in float64, for `masks` planes of equal length. */
function defined({ logits, target, weight }: Case, masks: number, jaccard: number): number {
  const length = logits.length / masks;
  let [entropy, counted, overlap] = [0, 0, 0];
  for (let mask = 0; mask < masks; mask++) {
    let [both, apart] = [0, 0];
    for (let i = mask * length; i < (mask + 1) * length; i++) {
      const p = sigmoid(logits[i]!);
      entropy -= weight[i]! * (target[i]! * Math.log(p) + (1 - target[i]!) * Math.log(1 - p));
      counted += weight[i]!;
      both += weight[i]! * (p + target[i]!);
      apart += weight[i]! * Math.abs(p - target[i]!);
    }
    overlap += (both - apart + 1) / (both + apart + 1) / masks;
  }
  return ((1 - jaccard) * entropy) / (counted + 1) + jaccard * (1 - overlap);
}

/** Two pixels whose right class has probability 3/4 each: one foreground, one background. */
const PAIR: Case = { logits: [Math.log(3), -Math.log(3)], target: [1, 0], weight: [1, 1] };

describe('jaccardCrossEntropy', () => {
  test('is the share of each term, one pixel added to what is divided by', async () => {
    // entropy: 2 ln(4/3) over 2 + 1; Σp + Σt = 2, Σ|p - t| = 1/2: overlap (2 - 1/2 + 1) / (2 + 1/2 + 1) = 5/7
    const [entropy, apart] = [(2 / 3) * Math.log(4 / 3), 2 / 7];
    const shape = [1, 1, 1, 2];
    expect((await lossAndGradient(shape, PAIR, 0)).loss).toBeCloseTo(entropy, 6);
    expect((await lossAndGradient(shape, PAIR, 1)).loss).toBeCloseTo(apart, 6);
    expect((await lossAndGradient(shape, PAIR)).loss).toBeCloseTo((entropy + apart) / 2, 6);
  });

  test('overlap is taken mask by mask, entropy over all pixels', async () => {
    // the second mask is nothing and found so: overlap 1, entropy 0
    const sure = { logits: [...PAIR.logits, -100, -100], target: [1, 0, 0, 0], weight: [1, 1, 1, 1] };
    for (const shape of [
      [1, 2, 1, 2],
      [2, 1, 1, 2],
    ]) {
      expect((await lossAndGradient(shape, sure, 1)).loss).toBeCloseTo(1 / 7, 6);
      expect((await lossAndGradient(shape, sure, 0)).loss).toBeCloseTo((2 * Math.log(4 / 3)) / 5, 6);
    }
  });

  test('at p = t the overlap term is 0 and the entropy that of the target, soft ones included', async () => {
    const target = [0.5, 0.25];
    const feeds = { logits: target.map(logit), target, weight: [1, 1] };
    const { loss, gradient } = await lossAndGradient([1, 1, 1, 2], feeds, 1);
    expect(loss).toBeCloseTo(0, 6);
    expect(gradient.every((slope) => Math.abs(slope) < 0.3)).toBe(true); // a corner: |p - t| has no slope there
    const entropy = await lossAndGradient([1, 1, 1, 2], feeds, 0);
    // H(1/2) = ln 2, H(1/4) = 2 ln 2 - 3/4 ln 3
    expect(entropy.loss).toBeCloseTo((3 * Math.LN2 - 0.75 * Math.log(3)) / 3, 6);
    for (const slope of entropy.gradient) expect(slope).toBeCloseTo(0, 6);
  });

  test('soft targets: least at p = t', async () => {
    const shape = [1, 1, 1, 4];
    const loss = jaccardCrossEntropy(input('logits', shape), input('target', shape), input('weight', shape));
    const session = await compile({ outputs: { loss } }, nodeRuntime({ threads: 1 }));
    const four = (low: number, high: number) =>
      fc.array(fc.double({ min: low, max: high, noNaN: true }), { minLength: 4, maxLength: 4 });
    const of = async (logits: number[], target: number[], weight: number[]) =>
      Number((await session.run({ logits, target, weight })).loss.data[0]);
    await fc.assert(
      fc.asyncProperty(four(0.02, 0.98), four(-3, 3), four(0, 2), async (target, moved, weight) => {
        const best = target.map(logit);
        const least = await of(best, target, weight);
        const other = await of(
          best.map((z, i) => z + moved[i]!),
          target,
          weight,
        );
        expect(other).toBeGreaterThanOrEqual(least - 1e-6); // float32
      }),
      { numRuns: 100, seed: 21 },
    );
    await session.release();
  });

  test('what has weight 0 changes nothing', async () => {
    const shape = [1, 1, 1, 4];
    const weight = [1, 1, 0, 0];
    const base = { logits: [...PAIR.logits, 0, 0], target: [1, 0, 0, 0], weight };
    const other = { logits: [...PAIR.logits, 9, -40], target: [1, 0, 0.3, 1], weight };
    const first = await lossAndGradient(shape, base);
    expect(first.loss).toBeCloseTo(Math.log(4 / 3) / 3 + 1 / 7, 6); // the pair's alone
    expect(await lossAndGradient(shape, other)).toEqual(first);
    expect(first.gradient.slice(2).map(Math.abs)).toEqual([0, 0]);
    // nothing counts at all
    const none = await lossAndGradient(shape, { ...other, weight: [0, 0, 0, 0] });
    expect(none).toEqual({ loss: 0, gradient: [0, 0, 0, 0].map(() => expect.closeTo(0, 12)) });
  });

  test('saturated logits give finite losses and gradients, wrong ones a slope', async () => {
    const feeds = { logits: [200, -200, 200, -200], target: [1, 0, 0, 1], weight: [1, 1, 1, 1] };
    const { loss, gradient } = await lossAndGradient([1, 1, 2, 2], feeds);
    // entropy 400 over 5; Σp + Σt = 4, Σ|p - t| = 2: overlap 3/7
    expect(loss).toBeCloseTo((80 + 4 / 7) / 2, 4);
    expect(gradient.slice(0, 2).map(Math.abs)).toEqual([0, 0]);
    expect(gradient[2]).toBeCloseTo(0.1, 6); // half of 1 over 5: the entropy's alone
    expect(gradient[3]).toBeCloseTo(-0.1, 6);
  });

  test('its gradient is that of central differences', async () => {
    const feeds: Case = {
      logits: [0.3, -1.2, 2.5, 0, 0.9, -2.2, 1.4, 0.2],
      target: [1, 0, 0.75, 0.2, 1, 0, 0.1, 0.9],
      weight: [1, 1, 1, 0.5, 2, 1, 1, 0],
    };
    const nudge = 1e-5;
    for (const jaccard of [0, 0.3, 1]) {
      const { loss, gradient } = await lossAndGradient([1, 2, 2, 2], feeds, jaccard);
      expect(loss).toBeCloseTo(defined(feeds, 2, jaccard), 5);
      gradient.forEach((slope, at) => {
        const nudged = (by: number) =>
          defined({ ...feeds, logits: feeds.logits.map((z, i) => (i === at ? z + by : z)) }, 2, jaccard);
        expect(slope).toBeCloseTo((nudged(nudge) - nudged(-nudge)) / (2 * nudge), 5);
      });
    }
  });

  test('shapes that differ, and shares out of range, are refused', () => {
    const logits = input('logits', [1, 1, 2, 2]);
    expect(() => jaccardCrossEntropy(logits, input('t', [1, 2, 2]), input('w', [1, 1, 2, 2]))).toThrow(
      'jaccardCrossEntropy: received [1, 1, 2, 2] and [1, 2, 2] and [1, 1, 2, 2]',
    );
    expect(() => jaccardCrossEntropy(logits, logits, logits, { jaccard: 1.5 })).toThrow('expected 0 to 1');
  });
});
