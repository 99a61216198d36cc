import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

/** From the top: a package may import those on lower lines only, never one beside or above it. */
const LAYERS = [
  ['cli'],
  ['server', 'app'],
  ['batch', 'workbench'],
  ['report', 'study'],
  ['cad'],
  ['imaging', 'engine'],
];
const level = (name: string) => LAYERS.findIndex((layer) => layer.includes(name));

interface Import {
  readonly from: string;
  readonly to: string;
}

/** Every import between packages, and every one that leaves its package by a relative path. */
async function importsOf(name: string): Promise<Import[]> {
  const source = join('packages', name, 'src');
  const files = (await readdir(source, { recursive: true })).filter((file) => /\.tsx?$/.test(file));
  const found = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(source, file), 'utf8');
      const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!);
      return specifiers.flatMap((to) => {
        const [, workspace] = to.match(/^@leukolens\/([a-z]+)/) ?? [];
        if (workspace) return workspace === name ? [] : [{ from: file, to: workspace }];
        const target = to.startsWith('.') ? relative(source, join(dirname(join(source, file)), to)) : '';
        return target.startsWith('..') ? [{ from: file, to: target }] : [];
      });
    }),
  );
  return found.flat();
}

test.each(LAYERS.flat())('%s imports downwards only', async (name) => {
  const upwards = (await importsOf(name)).filter(({ to }) => level(to) <= level(name));
  expect(upwards).toEqual([]);
});

test('no package is left out of the layers', async () => {
  expect(LAYERS.flat().sort()).toEqual((await readdir('packages')).sort());
});

test.each(LAYERS.flat())('%s declares what it imports, and imports what it declares', async (name) => {
  const folder = join('packages', name);
  const files = (await readdir(join(folder, 'src'), { recursive: true })).filter(
    (file) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts') && !/\btesting\b/.test(file),
  );
  const texts = await Promise.all(files.map((file) => readFile(join(folder, 'src', file), 'utf8')));
  const specifiers = texts.flatMap((text) =>
    [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((m) => m[1]!),
  );
  const imported = specifiers
    .filter((to) => !to.startsWith('.') && !to.startsWith('node:'))
    .map((to) => to.match(/^(@[^/]+\/)?[^/]+/)![0]);
  const { dependencies, optionalDependencies } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  );
  expect(Object.keys({ ...dependencies, ...optionalDependencies }).sort()).toEqual(
    [...new Set(imported)].sort(),
  );
});

test('imaging and cad run in a browser: only what is named node.ts, and what it alone uses, imports Node', async () => {
  const allowed = [
    /^engine\/src\/(wasm-)?(node|runtime\/(wasm-)?node-runtime)\.ts$/,
    /^engine\/src\/checkpoint\//,
    /^engine\/src\/training\/checkpointing\.ts$/,
    /^imaging\/src\/node\.ts$/,
    /^imaging\/src\/decode\/sharp-/,
    /^imaging\/src\/slide\/file-source\.ts$/,
  ];
  for (const name of ['imaging', 'engine', 'cad', 'report']) {
    const source = join('packages', name, 'src');
    for (const file of await readdir(source, { recursive: true })) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts') || /\btesting\b/.test(file)) continue;
      const path = join(name, 'src', file).replaceAll('\\', '/');
      if (allowed.some((pattern) => pattern.test(path))) continue;
      expect(await readFile(join(source, file), 'utf8'), path).not.toMatch(
        /'node:|'sharp'|\bBuffer\.|: Buffer\b/,
      );
    }
  }
});
