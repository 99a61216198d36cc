import { expect } from 'vitest';
import type { Tensor } from '../../graph/tensor.ts';
import { nodeRuntime } from '../../runtime/node-runtime.ts';
import { compile, type Feed, type Result } from '../../runtime/session.ts';

/** The values of tensors, computed once. */
export async function evaluate<Name extends string>(
  outputs: Readonly<Record<Name, Tensor>>,
  feeds: Readonly<Record<string, Feed>> = {},
  states: ReadonlyMap<string, Float32Array> = new Map(),
): Promise<Record<Name, Result>> {
  const session = await compile({ outputs }, nodeRuntime({ threads: 1 }), { states });
  const results = await session.run(feeds);
  await session.release();
  return results;
}

/** Numbers that differ from `expected` by rounding in float32 alone: 1e-6, or as many digits as asked for. */
export function closeTo(expected: readonly number[], digits = 6): unknown[] {
  return expected.map((value) => expect.closeTo(value, digits));
}
