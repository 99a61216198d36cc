import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readClassificationResult } from '@leukolens/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawCellSet } from './draw-cell-set.ts';
import { leukolens } from './run-command.ts';

let root: string;
const at = (...names: string[]) => join(root, ...names);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'crossval-shortcuts-'));
  await drawCellSet(at('cells'), ['lymphocyte', 'neutrophil']);
});
afterAll(() => rm(root, { recursive: true }));

test('readers of shortcuts go fold by fold, and on where they were stopped', async () => {
  const shortcuts = (...options: string[]) => {
    const given = ['--dataset', 'cells', '--data', at('cells'), '-o', at('short'), '--work', at('work')];
    const how = ['--guarded', '--folds', '2', '--method', 'handcrafted', '--area', '40'];
    return leukolens(['crossval', 'shortcuts', ...given, ...how, ...options]);
  };
  const result = async (shortcut: string) =>
    readClassificationResult(
      JSON.parse(await readFile(at('short', `classification-cells-${shortcut}.json`), 'utf8')),
    );
  const first = await shortcuts('--only', '1');
  expect(first.code, first.stderr).toBe(0);
  expect((await result('count-and-size')).done.map(({ fold }) => fold)).toEqual([1]);
  const again = await shortcuts();
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('is there already: add --resume')]);
  const otherwise = await shortcuts('--resume', '--seed', '2');
  expect([otherwise.code, otherwise.stderr]).toEqual([2, expect.stringContaining('made with the seed 1')]);
  // as after an end between two files
  await rm(at('short', 'classification-cells-corner-only.json'));
  const on = await shortcuts('--resume');
  expect([on.code, on.stderr]).toEqual([0, expect.stringContaining('fold 1 done')]);
  for (const [shortcut, pictures] of [
    ['count-and-size', 80],
    ['sharpness-only', 80],
    ['corner-only', 20],
  ] as const) {
    const { done, perImage } = await result(shortcut);
    expect(done.map(({ fold, test }) => [fold, test])).toEqual([
      [0, 10],
      [1, 10],
    ]);
    expect(perImage).toHaveLength(pictures);
  }
  // and once more does nothing
  const { stdout } = await shortcuts('--resume');
  expect(stdout).toBe(on.stdout);
  await shortcuts('--refit', '--only', '1');
  const [once, refitted] = [await result('colour-only'), await result('colour-only-refit')];
  expect([once.refit, refitted.refit]).toEqual([undefined, true]);
  expect(refitted.done[0]!.train).toBeGreaterThan(once.done[1]!.train);
  expect(refitted.calibration).toEqual(once.calibration.filter(([fold]) => fold === 1));
}, 120_000);
