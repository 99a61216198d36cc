import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_MODELS } from '@leukolens/batch';
import type { KindFamiliarity } from '@leukolens/study';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leukolens } from '../../tests/run-command.ts';
import { DATA, missing } from '../shared.ts';

/** Pictures of each kind. */
const COUNT = 20;
/** Least share of what is no smear, or one of another laboratory, that the detector has to flag. */
const FLAGGED = 0.95;

const reason = missing();
if (reason) console.warn(`skipped: ${reason}`);

let scratch: string;
let told: Record<'known' | 'strange' | 'others', KindFamiliarity[]>;
beforeAll(async () => {
  if (reason) return;
  scratch = await mkdtemp(join(tmpdir(), 'lymphoblasts-'));
  const file = join(scratch, 'familiarity.json');
  const { code, stderr } = await leukolens([
    ...[
      'evaluate',
      'familiarity',
      '--dataset',
      'all-idb2',
      '--data',
      DATA,
      '--classifier',
      DEFAULT_MODELS.cells,
    ],
    ...['--strange', join(DATA, 'not-blood'), '--others', 'pbc,bloodseg,cellavision,jtsc,aria-all'],
    ...['--count', String(COUNT), '--work', scratch, '--json', file],
  ]);
  expect(code, stderr).toBe(0);
  const { known, ...kinds } = JSON.parse(await readFile(file, 'utf8'));
  told = { known: [known], ...kinds };
}, 600_000);
afterAll(() => scratch && rm(scratch, { recursive: true }));

/** The share flagged over kinds, after each is printed. */
function flagged(kinds: readonly KindFamiliarity[]): number {
  for (const { kind, images, flagged, auroc } of kinds) {
    console.log(`${kind}: ${flagged.count} of ${images} flagged, AUROC ${auroc.toFixed(3)}`);
  }
  const sum = (of: (kind: KindFamiliarity) => number) => kinds.reduce((total, kind) => total + of(kind), 0);
  return sum(({ flagged }) => flagged.count) / sum(({ images }) => images);
}

describe.skipIf(reason !== undefined)('the detector of lymphoblasts knows what it does not know', () => {
  test('it flags few images of the set that it has learned from', () => {
    expect(flagged(told.known)).toBeLessThanOrEqual(0.05);
  });

  test('it flags empty fields, noise, textures, and pictures of anything else', () => {
    expect(flagged(told.strange.filter(({ kind }) => kind !== 'out of focus'))).toBeGreaterThanOrEqual(
      FLAGGED,
    );
  });

  test('it flags blood of other laboratories, stains and cameras, and drawn blood', () => {
    const others = told.others.filter(({ kind }) => !kind.endsWith('swap'));
    expect(flagged(others)).toBeGreaterThanOrEqual(FLAGGED);
  });
});
