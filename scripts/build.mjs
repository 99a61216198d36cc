/** Compiles the WebAssembly kernels, then every package to its dist/ folder. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { buildKernels } from './build-kernels.mjs';

await buildKernels();
const require = createRequire(import.meta.url);
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
const { status } = spawnSync(process.execPath, [tsc, '--build'], { stdio: 'inherit' });
process.exit(status ?? 1);
