import { compile, constant, conv, input, type Runtime } from '@leukolens/engine';
import type { SelfCheck } from './self-check.ts';

/** Each pixel's sum with its four neighbours, of the picture 1 2 3 / 4 5 6 / 7 8 9 in a frame of zeros. */
const KERNEL = [0, 1, 0, 1, 1, 1, 0, 1, 0];
const PICTURE = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const EXPECTED = [7, 11, 11, 17, 25, 23, 19, 29, 23];

/** Runs a network of one convolution, whose numbers are known, on the runtime at hand. */
export async function networkCheck(runtime: Runtime): Promise<SelfCheck> {
  const x = input('x', [1, 1, 3, 3]);
  const y = conv(x, constant(KERNEL, [1, 1, 3, 3]), { padding: 1 });
  const session = await compile({ outputs: { y } }, runtime);
  const found = Array.from((await session.run({ x: PICTURE })).y.data, Number);
  await session.release();
  const passed = found.join() === EXPECTED.join(); // small whole numbers are exact
  const finding = passed
    ? `a known convolution gives its known numbers on ${runtime.device}`
    : `a known convolution gives ${found} (expected ${EXPECTED}) on ${runtime.device}: do not rely on networks on this machine`;
  return { passed, finding };
}
