import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImageResult } from '@leukolens/cad';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Journal, recordedImages } from './journal.ts';

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
  classification: null,
  cluster: null,
  maps: [],
  warnings: [],
  error,
});

const SOURCE = { bytes: 5, modified: 7 };
const line = (result: ImageResult) => `${JSON.stringify({ source: SOURCE, result })}\n`;

async function all(journal: Journal, ...images: string[]): Promise<ImageResult[]> {
  const records: ImageResult[] = [];
  for await (const each of journal.records(images)) records.push(each);
  return records;
}

describe('Journal', () => {
  test('gives records back, the latest of each', async () => {
    const journal = await Journal.open(path);
    await Promise.all(
      [record('b'), record('ü', 'broken'), record('a')].map((each) => journal.append(each, SOURCE)),
    );
    expect(journal.failed('ü')).toBe(true);
    await journal.append(record('ü'), SOURCE);
    expect(await all(journal, 'a', 'b', 'none', 'ü')).toEqual([record('a'), record('b'), record('ü')]);
    expect([journal.failed('ü'), journal.failed('none')]).toEqual([false, undefined]);
    await journal.close();
  });

  test('an image is done where it is the same file and did not fail', async () => {
    const journal = await Journal.open(path);
    await journal.append(record('a'), SOURCE);
    await journal.append(record('b', 'broken'), SOURCE);
    expect(journal.done('a', SOURCE)).toBe(true);
    expect(journal.done('a', { ...SOURCE, modified: 8 })).toBe(false);
    expect(journal.done('a', null)).toBe(false);
    expect(journal.done('b', SOURCE)).toBe(false);
    expect(journal.done('c', SOURCE)).toBe(false);
    await journal.close();
  });

  test('goes on after a crash that tore the last line', async () => {
    const torn = line(record('c'));
    await writeFile(path, line(record('a')) + line(record('b', 'broken')) + torn.slice(0, torn.length / 2));
    const journal = await Journal.open(path);
    expect([journal.failed('a'), journal.failed('b'), journal.failed('c')]).toEqual([false, true, undefined]);
    await journal.append(record('c'), SOURCE);
    expect(await all(journal, 'a', 'b', 'c')).toEqual([record('a'), record('b', 'broken'), record('c')]);
    await journal.close();
  });

  test('passes over lines that are no records', async () => {
    await writeFile(path, `${line(record('a'))}nonsense\n{"image":"b"}\n${line(record('z'))}`);
    const journal = await Journal.open(path);
    expect(await all(journal, 'a', 'b', 'z')).toEqual([record('a'), record('z')]);
    await journal.close();
    expect(await recordedImages(path)).toEqual(['a', 'z']);
  });
});
