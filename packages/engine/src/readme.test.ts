import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';
import { expect, test, vi } from 'vitest';
import * as engine from './index.ts';
import * as node from './node.ts';
import * as web from './web.ts';

const MODULES: Readonly<Record<string, object>> = {
  '@leukolens/engine': engine,
  '@leukolens/engine/node': node,
  '@leukolens/engine/web': web,
};

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const blocks = (language: string) =>
  [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter((block) => block[1] === language)
    .map(([, , text]) => text);
const snippets = blocks('ts');

/** Runs a snippet as a program of its own, on the sources; gives the lines that it prints. */
async function run(snippet: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'readme-'));
  const printed = vi.spyOn(console, 'log').mockReturnValue();
  const source = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const alias = [
    { find: '@leukolens/engine/node', replacement: source('node.ts') },
    { find: '@leukolens/engine', replacement: source('index.ts') },
  ];
  try {
    const path = join(folder, 'snippet.ts');
    await writeFile(path, snippet);
    await runnerImport(path, { configFile: false, logLevel: 'error', resolve: { alias } });
    return printed.mock.calls.map(([line]) => String(line));
  } finally {
    printed.mockRestore();
    await rm(folder, { recursive: true });
  }
}

test('the example trains to a loss below 0.05 and finds every point', async () => {
  const lines = await run(snippets[0]);
  const losses = lines.slice(0, -1).map((line) => Number(line.split(': ')[1]));
  expect(losses[0]).toBeGreaterThan(0.6);
  expect(losses.at(-1)).toBeLessThan(0.05);
  expect(lines.at(-1)).toBe('200 of 200 points found');
  // the README shows these very lines, but for digits that depend on the processor
  const words = (line: string) => line.replace(/\d+\.\d+/, 'a number');
  expect(blocks('text')[0].trimEnd().split('\n').map(words)).toEqual(lines.map(words));
});

test('the example has 30 lines', () => {
  const code = snippets[0].split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('//'));
  expect(code.length).toBeLessThanOrEqual(30);
});

test('what the snippets import is there', () => {
  const imports = snippets.flatMap((snippet) => [
    ...snippet.matchAll(/^import \{([^}]*)\} from '(@[^']+)';$/gm),
  ]);
  expect(imports.length).toBeGreaterThan(5);
  for (const [, names, from] of imports) {
    const values = names.split(',').map((name) => name.trim());
    for (const name of values.filter((name) => name !== '' && !name.startsWith('type '))) {
      expect(Object.keys(MODULES[from] ?? {}), from).toContain(name);
    }
  }
});
