import { spawnSync } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { buildKernels } from './build-kernels.mjs';

/** Compiles the WebAssembly kernels, every package to its dist/ folder, and the page; gives the exit code. */
export async function buildAll() {
  await buildKernels();
  const require = createRequire(import.meta.url);
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  const status = spawnSync(process.execPath, [tsc, '--build'], { stdio: 'inherit' }).status ?? 1;
  if (status !== 0) return status;
  await placeModels();
  const { build } = await import('vite');
  await build({ root: join(import.meta.dirname, '../packages/app'), logLevel: 'error' });
  return 0;
}

/** Places the models beside the package that opens them, as they are published. */
async function placeModels() {
  const root = resolve(import.meta.dirname, '..');
  const target = join(root, 'packages/batch/dist/models');
  await rm(target, { recursive: true, force: true });
  await cp(join(root, 'models'), target, { recursive: true });
}
