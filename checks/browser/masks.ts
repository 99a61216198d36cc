import { mix } from '../../packages/engine/src/graph/random.ts';
import { constant, input } from '../../packages/engine/src/graph/tensor.ts';
import { keepMask } from '../../packages/engine/src/ops/random.ts';
import type { Runtime } from '../../packages/engine/src/runtime/runtime.ts';
import { compile } from '../../packages/engine/src/runtime/session.ts';

/** One dropout mask: how many elements it keeps, and a hash of which. */
export interface MaskSum {
  readonly mask: string;
  readonly kept: number;
  readonly hash: number;
}

const SHAPES = [[7], [3, 1000], [4, 8, 16, 16], [2, 3, 5, 7, 11]] as const;
const KEYS = [0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 20261123];

/** Masks of several shapes and keys, keys in the graph as well as fed to it. */
export async function maskSums(runtime: Runtime): Promise<MaskSum[]> {
  const sums: MaskSum[] = [];
  for (const shape of SHAPES) {
    for (const keep of [0.1, 0.5, 0.9]) {
      const fed = keepMask(input('key', [], 'int32'), shape, keep);
      const fixed = keepMask(constant([KEYS[5] as number], [], 'int32'), shape, keep);
      const session = await compile({ outputs: { fed, fixed } }, runtime);
      for (const key of KEYS) {
        const masks = await session.run({ key });
        for (const [how, { data }] of Object.entries(masks)) {
          sums.push({ mask: `${how} ${key} [${shape}] ${keep}`, ...sumOf(data as Float32Array) });
        }
      }
      await session.release();
    }
  }
  return sums;
}

function sumOf(data: Float32Array): Omit<MaskSum, 'mask'> {
  let [kept, hash] = [0, 0];
  for (const value of data) {
    if (value > 0) kept++;
    hash = mix(hash ^ (value > 0 ? 1 : 2));
  }
  return { kept, hash };
}
