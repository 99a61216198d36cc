import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { buildKernels } from './build-kernels.mjs';

/** Compiles the WebAssembly kernels, then every package to its dist/ folder; gives the exit code. */
export async function buildAll() {
  await buildKernels();
  const require = createRequire(import.meta.url);
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  return spawnSync(process.execPath, [tsc, '--build'], { stdio: 'inherit' }).status ?? 1;
}
