/** Compiles the WebAssembly kernels and every package: `npm run build`. */
import { buildAll } from './build-all.mjs';

process.exit(await buildAll());
