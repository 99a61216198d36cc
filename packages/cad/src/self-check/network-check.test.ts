import type { Runtime } from '@leukolens/engine';
import { nodeRuntime } from '@leukolens/engine/node';
import { expect, test } from 'vitest';
import { networkCheck } from './network-check.ts';

const runtime = nodeRuntime({ threads: 1 });

test('a known convolution gives its known numbers here', async () => {
  expect(await networkCheck(runtime)).toEqual({
    passed: true,
    finding: 'a known convolution gives its known numbers on cpu',
  });
});

test('a runtime that computes otherwise is found out', async () => {
  const wrong: Runtime = {
    ...runtime,
    ort: {
      Tensor: runtime.ort.Tensor,
      InferenceSession: {
        create: async (bytes: Uint8Array, options: Runtime['options']) => {
          const session = await runtime.ort.InferenceSession.create(bytes, options);
          return {
            release: () => session.release(),
            run: async (...given: Parameters<typeof session.run>) => {
              const found = await session.run(...given);
              for (const { data } of Object.values(found)) (data as Float32Array)[0]! += 1;
              return found;
            },
          };
        },
      } as unknown as Runtime['ort']['InferenceSession'],
    },
  };
  const { passed, finding } = await networkCheck(wrong);
  expect(passed).toBe(false);
  expect(finding).toMatch(/^a known convolution gives 8,11,.* \(expected 7,11,/);
});
