import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { compileKernels } from '../scripts/build-kernels.mjs';

test('the committed WebAssembly is what its sources compile to', async () => {
  const committed = await readFile('packages/imaging/src/kernels/generated/binary.ts', 'utf8');
  expect(committed).toBe(await compileKernels());
});
