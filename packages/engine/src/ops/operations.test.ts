import { describe, expect, expectTypeOf, test } from 'vitest';
import type { Operation } from '../graph/operation.ts';
import { ancestry, input } from '../graph/tensor.ts';
import { nodeRuntime } from '../runtime/node-runtime.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { checkOperation, failuresOf } from '../testing/check-operation.ts';
import { OPERATION_CASES } from '../testing/operation-cases.ts';
import { OPERATIONS } from './index.ts';

const NAMES = Object.values(OPERATIONS).flatMap((family) => family.map(({ name }) => name));
/** One thread: sessions this small are quicker without waking others. */
const runtime = nodeRuntime({ device: 'cpu', threads: 1 });

/**
 * What would be written for the browser's devices, run by the processor's kernels: a wrong formulation shows here
 * already, a wrong kernel in the browser alone.
 */
const LOWERINGS: readonly Runtime[] = (['cpu', 'wasm', 'webgpu'] as const).map((device) => ({
  ...runtime,
  device,
}));

describe.each([...new Set(OPERATION_CASES.map(({ operation }) => operation))])(
  '%s, by definition',
  (name) => {
    test.each(OPERATION_CASES.filter(({ operation }) => operation === name))('$title', async (each) => {
      for (const lowering of LOWERINGS) {
        const failures = failuresOf(each, await checkOperation(each, lowering));
        expect(failures, `as written for ${lowering.device}`).toEqual([]);
      }
    });
  },
);

test('every operation has a case', () => {
  const covered = new Set(OPERATION_CASES.map(({ operation }) => operation));
  expect(NAMES.filter((name) => !covered.has(name))).toEqual([]);
});

test('every case of an operation uses it, and differs from the others by its title', () => {
  for (const { operation, operands, build } of OPERATION_CASES) {
    if (!NAMES.includes(operation)) continue;
    const result = build(operands.map(({ shape, dtype }, i) => input(`x${i}`, shape, dtype)));
    const used = ancestry([result]).map(({ origin }) =>
      origin.kind === 'operation' ? origin.operation.name : origin.kind,
    );
    // the first and the zeroth power are none
    if (operation !== 'power') expect(used).toContain(operation);
  }
  const titles = OPERATION_CASES.map(({ operation, title }) => `${operation}: ${title}`);
  expect(titles.filter((title, i) => titles.indexOf(title) < i)).toEqual([]);
});

test('operations have different names, and say what they compute and how it is differentiated', () => {
  expect(new Set(NAMES).size).toBe(NAMES.length);
  for (const { summary, derivative } of Object.values(OPERATIONS).flat()) {
    expect([summary, derivative]).not.toContain('');
  }
});

test('a definition without a gradient is no operation', () => {
  expectTypeOf<Operation>().toExtend<Operation>();
  expectTypeOf<Omit<Operation, 'gradient'>>().not.toExtend<Operation>();
  expectTypeOf<Omit<Operation, 'lower'>>().not.toExtend<Operation>();
});
