/**
 * Builds, then runs a Node program: `node scripts/built.mjs PROGRAM ARGUMENTS...`. npm's own pre-scripts don't run here,
 * as `.npmrc` keeps scripts from running unasked, and scripts in package.json use no shell.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { buildAll } from './build-all.mjs';

const [program, ...rest] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const path =
  program === 'vitest' ? join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs') : program;
const built = await buildAll();
const { status } =
  built === 0 ? spawnSync(process.execPath, [path, ...rest], { stdio: 'inherit' }) : { status: built };
process.exit(status ?? 1);
