import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImageResult } from '@leukolens/cad';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Journal } from './journal.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-'));
  path = join(folder, 'results.ndjson');
});
afterEach(() => rm(folder, { recursive: true }));

const record = (image: string, error: string | null = null): ImageResult => ({
  image,
  width: 10,
  height: 10,
  nuclei: { count: 0, areaFraction: 0, objects: [] },
  warnings: [],
  error,
});

async function all(journal: Journal): Promise<ImageResult[]> {
  const records: ImageResult[] = [];
  for await (const each of journal.records()) records.push(each);
  return records;
}

describe('Journal', () => {
  test('gives records back by name, the latest of each', async () => {
    const journal = await Journal.open(path, true);
    await Promise.all([record('b'), record('ü', 'broken'), record('a')].map((each) => journal.append(each)));
    await journal.append(record('ü'));
    expect(await all(journal)).toEqual([record('a'), record('b'), record('ü')]);
    expect([journal.size, journal.failures, journal.done('ü'), journal.done('x')]).toEqual([
      3,
      0,
      true,
      false,
    ]);
    await journal.close();
  });

  test('goes on after a crash that tore the last line', async () => {
    const first = await Journal.open(path, true);
    await first.append(record('a'));
    await first.append(record('b', 'broken'));
    await first.append(record('c'));
    await first.close();
    const torn = JSON.stringify(record('c')).length - 4;
    await truncate(path, (await import('node:fs')).statSync(path).size - torn);

    const second = await Journal.open(path, false);
    expect([second.done('a'), second.done('b'), second.has('b'), second.has('c')]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    await second.append(record('c'));
    expect(await all(second)).toEqual([record('a'), record('b', 'broken'), record('c')]);
    await second.close();
  });

  test('passes over lines that are no records', async () => {
    await writeFile(path, `${JSON.stringify(record('a'))}\nnonsense\n{"image":"b"}\n`);
    await appendFile(path, `${JSON.stringify(record('z'))}\n`);
    const journal = await Journal.open(path, false);
    expect(await all(journal)).toEqual([record('a'), record('z')]);
    await journal.close();
  });
});
