import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { build, defineConfig, type Plugin } from 'vite';
import { licenceTexts, noting } from './licence-texts.ts';
import { onnxRuntimeAlone } from './onnx-runtime-alone.ts';

/** Folders of the packages that the page is built of. */
const packages = new Set<string>();

const repository = resolve(import.meta.dirname, '../..');

/** What the page uses of the models that come with the program; missing ones are left out. */
const MODELS = { outline: 'nuclei', classifier: 'stages', cells: 'lymphoblasts' };

/** What a model consists of; what else lies beside it, such as its learning curve, is not served. */
const MODEL_FILES = ['model.json', 'weights.safetensors'];

/** Places models and sample beside the page, and then its service worker, which knows every file by its name. */
function placed(): Plugin {
  let out = '';
  return {
    name: 'leukolens-placed',
    configResolved: ({ root, build: { outDir } }) => {
      out = resolve(root, outDir);
    },
    closeBundle: async () => {
      const shipped = await readdir(join(repository, 'models'));
      const served = Object.entries(MODELS).filter(([, name]) => shipped.includes(name));
      for (const [, name] of served) {
        await mkdir(join(out, 'models', name), { recursive: true });
        for (const file of MODEL_FILES) {
          await cp(join(repository, 'models', name, file), join(out, 'models', name, file));
        }
      }
      await writeFile(join(out, 'models', 'index.json'), JSON.stringify(Object.fromEntries(served)));
      await mkdir(join(out, 'samples'), { recursive: true });
      await cp(join(repository, 'samples', 'normal-pink.png'), join(out, 'samples', 'normal-pink.png'));
      await writeFile(join(out, 'third-party.txt'), await licenceTexts(packages));
      await buildServiceWorker(out);
    },
  };
}

async function buildServiceWorker(out: string): Promise<void> {
  const entries = await readdir(out, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name !== 'sw.js')
    .map((entry) => relative(out, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(await readFile(join(out, file)));
  await build({
    configFile: false,
    logLevel: 'warn',
    define: {
      FILES: JSON.stringify(['./', ...files.map((file) => `./${file}`)]),
      VERSION: JSON.stringify(hash.digest('hex').slice(0, 12)),
    },
    build: {
      outDir: out,
      emptyOutDir: false,
      copyPublicDir: false,
      target: 'es2022',
      lib: {
        entry: resolve(import.meta.dirname, 'src/offline/sw.ts'),
        formats: ['es'],
        fileName: () => 'sw.js',
      },
    },
  });
}

export default defineConfig({
  root: import.meta.dirname,
  // any folder of any host
  base: './',
  resolve: { conditions: ['source', 'module', 'browser'] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: { format: 'es', plugins: () => [onnxRuntimeAlone(), noting(packages)] },
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
  },
  plugins: [onnxRuntimeAlone(), noting(packages), placed()],
});
