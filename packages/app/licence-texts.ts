import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** Files that a package keeps its licence and the notices of others in. */
const TEXTS = /^(licen[cs]e|copying|notice|third[-_]?party[-_]?notices?)(\.(md|txt))?$/i;

/** Whom the MIT licence of packages names that bring no text of it. */
const HOLDERS: Readonly<Record<string, string>> = {
  'onnxruntime-web': 'Microsoft Corporation',
  'onnxruntime-common': 'Microsoft Corporation',
};

/** Files that begin with the licence of a part of their package, of packages that bring it nowhere else. */
const HEADED: Readonly<Record<string, string>> = { '@bufbuild/protobuf': 'dist/esm/wire/varint.js' };

/** The Apache License 2.0. */
const APACHE = join(import.meta.dirname, '../../LICENSE');

/**
 * Notes from which packages a bundle's modules come. A bundle leaves the packages' own files behind, licences among them, so that the
 * page brings those along as one text.
 * @param packages folders of packages, added to by every bundle that is written
 */
export function noting(packages: Set<string>): Plugin {
  return {
    name: 'leukolens-noting',
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        for (const id of chunk.moduleIds) {
          const [folder] = /^.*\/node_modules\/(@[^/]+\/)?[^/]+/.exec(id) ?? [];
          if (folder) packages.add(folder.replace(/^\0/, ''));
        }
      }
    },
  };
}

/** The licences of packages, one below the other. @throws Error for a package whose licence has no text */
export async function licenceTexts(packages: Iterable<string>): Promise<string> {
  const parts: string[] = [];
  const missing: string[] = [];
  for (const folder of [...packages].sort()) {
    const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const files = (await readdir(folder)).filter((file) => TEXTS.test(file)).sort();
    const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
    const holder = HOLDERS[name];
    if (texts.length === 0 && holder !== undefined && license === 'MIT') texts.push(mit(holder));
    const headed = HEADED[name];
    if (texts.length === 0 && headed !== undefined && license.includes('Apache-2.0')) {
      const head = /^(\/\/.*\n)+/.exec(await readFile(join(folder, headed), 'utf8'))?.[0];
      if (head) texts.push(await readFile(APACHE, 'utf8'), head.replaceAll(/^\/\/ ?/gm, ''));
    }
    if (texts.length === 0) missing.push(`${name} (${license})`);
    parts.push(`${name} ${version}: ${license}\n\n${texts.join('\n\n').trim()}`);
  }
  if (missing.length > 0) throw new Error(`no licence text: ${missing.join(', ')}; name their holders`);
  return `${parts.join(`\n\n${'='.repeat(78)}\n\n`)}\n`;
}

/** The text of the MIT licence. */
function mit(holder: string): string {
  return `MIT License

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the
"Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to
the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY
CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE
SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
}
