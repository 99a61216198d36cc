/**
 * Compiles packages/imaging/assembly to WebAssembly and writes it, as base64 in a TypeScript module, where the
 * package imports it. The module is committed, so that sources run unbuilt; the compiler is deterministic, and
 * `npm test` fails when what is committed is not what the sources compile to.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const imaging = new URL('../packages/imaging/', import.meta.url);
const target = new URL('src/kernels/generated/binary.ts', imaging);
const OPTIONS = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--importMemory'];

/** The text of the generated module. */
export async function compileKernels() {
  let binary;
  const { error, stderr } = await asc.main(
    [
      'index.ts',
      '--outFile',
      'kernels.wasm',
      '--baseDir',
      fileURLToPath(new URL('assembly/', imaging)),
      ...OPTIONS,
    ],
    {
      writeFile: (_name, contents) => {
        binary = contents; // the one file that was asked for
      },
    },
  );
  if (error) throw new Error(`the kernels do not compile: ${error.message}\n${stderr}`);
  const lines = Buffer.from(binary)
    .toString('base64')
    .match(/.{1,100}/g);
  return `// Written by scripts/build-kernels.mjs from packages/imaging/assembly. Do not edit.
export const KERNELS_BASE64 =
${lines.map((line) => `  '${line}'`).join(' +\n')};
`;
}

/** Brings the generated module up to date; leaves it untouched where nothing changed. */
export async function buildKernels() {
  const text = await compileKernels();
  const before = await readFile(target, 'utf8').catch(() => '');
  if (before !== text) await writeFile(target, text);
}
