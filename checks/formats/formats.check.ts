import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DecodingChild, type Outcome } from './decoding-child.ts';
import { KNOWN_DIFFERENCES, SAME_PICTURE_AS, tolerance } from './known-differences.ts';

const data = join(process.env.LEUKOLENS_SHARED ?? '', 'data', 'formats');
const results = join(data, 'PILLOW94-RESULT.csv');
/** Pillow 9.4 takes its 16 bits for 8, so that it is compared with what tifffile reads (pillow_pixels.py). */
const PLANAR = 'tiff/tiff-libtiffpic-rgb-planar-16bit.tif';
const python = '/usr/bin/python3';
const hasPillow = spawnSync(python, ['-c', 'import PIL, tifffile']).status === 0;
const missing = [
  !existsSync(results) && `no ${results} (set LEUKOLENS_SHARED)`,
  !hasPillow && `${python} has no Pillow and tifffile`,
].filter((reason) => reason !== false);

/** File name to whether Pillow 9.4 opened it. */
const files = missing.length > 0 ? [] : readRows(results);
const opened = files.filter(([, isOpened]) => isOpened).map(([name]) => name);
const refused = files.filter(([, isOpened]) => !isOpened).map(([name]) => name);

const out = mkdtempSync(join(tmpdir(), 'leukolens-formats-'));
const child = new DecodingChild();
const tally: Record<string, number> = {};
let pillow: Record<string, { index: number; width: number; height: number } | { error: string }> = {};

beforeAll(() => {
  if (missing.length > 0) return;
  // The child runs the built package, so that must be the package as it is now.
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  spawnSync(process.execPath, [tsc, '--build', 'packages/imaging'], { stdio: 'inherit' });
  const script = join(import.meta.dirname, 'pillow_pixels.py');
  const json = execFileSync(python, [script, data, out], {
    input: opened.join('\n'),
    maxBuffer: 1e8,
    stdio: ['pipe', 'pipe', 'ignore'],
    encoding: 'utf8',
  });
  pillow = JSON.parse(json);
});

afterAll(() => {
  child.stop();
  rmSync(out, { recursive: true, force: true });
  console.log('formats:', JSON.stringify(tally));
});

// As named: without the files or Pillow there is nothing to compare with; .ci/run fails without either.
if (missing.length > 0) test.skip(`formats are not compared: ${missing.join('; ')}`);

test('at most 15 files that Pillow opens are allowed to differ', () => {
  const named = [...Object.keys(KNOWN_DIFFERENCES), ...Object.keys(SAME_PICTURE_AS), PLANAR];
  expect(new Set(named).size).toBeLessThanOrEqual(15);
});

test.each(opened)('%s: the pixels of Pillow', async (name) => {
  const outcome = await child.decode(join(data, name));
  const known = KNOWN_DIFFERENCES[name];
  if (known && 'refused' in known) {
    expect(outcome).toMatchObject({
      kind: 'refused',
      code: known.refused,
      message: expect.stringMatching(/^.{1,250}$/),
    });
    count(`refused on purpose: ${known.refused}`);
    return;
  }
  expect(outcome).toMatchObject({ kind: 'read' });
  if (outcome.kind !== 'read') return;
  const same = SAME_PICTURE_AS[name];
  const expected = pillowPixels(same?.file ?? name);
  expect([outcome.width, outcome.height]).toEqual([expected.width, expected.height]);
  const { largest, mean } = difference(outcome.data, expected.data, same?.skipped);
  const allowed = known ? { largest: known.differs, mean: 255 } : tolerance(name);
  expect(largest).toBeLessThanOrEqual(allowed.largest);
  expect(mean).toBeLessThanOrEqual(allowed.mean);
  const isEqual = same ? 'equal to the same picture in another file' : 'equal';
  count(largest === 0 ? isEqual : known ? 'differs as known' : 'within the tolerance');
});

test.each(refused)('%s: read, or refused with a reason', async (name) => {
  const outcome: Outcome = await child.decode(join(data, name));
  expect(['read', 'refused']).toContain(outcome.kind);
  if (outcome.kind === 'refused') expect(outcome.message).toMatch(/^.{1,250}$/);
  count(`Pillow refuses: ${outcome.kind}`);
});

function count(what: string): void {
  tally[what] = (tally[what] ?? 0) + 1;
}

function pillowPixels(name: string): { width: number; height: number; data: Uint8Array } {
  const entry = pillow[name];
  if (!entry || 'error' in entry)
    throw new Error(`Pillow gives no pixels for ${name}: ${entry?.error ?? 'not asked'}`);
  return { ...entry, data: readFileSync(join(out, `${entry.index}.rgb`)) };
}

/** Of all samples but those of pixels that have the colour `skipped` in the first picture, at most a tenth of it. */
function difference(
  ours: Uint8Array,
  theirs: Uint8Array,
  skipped?: readonly [number, number, number],
): { largest: number; mean: number } {
  let largest = 0;
  let sum = 0;
  let skips = 0;
  for (let pixel = 0; pixel < ours.length; pixel += 3) {
    if (skipped?.every((value, channel) => ours[pixel + channel] === value)) {
      skips++;
      continue;
    }
    for (let sample = pixel; sample < pixel + 3; sample++) {
      const distance = Math.abs(ours[sample]! - theirs[sample]!);
      largest = Math.max(largest, distance);
      sum += distance;
    }
  }
  expect(skips).toBeLessThan(ours.length / 30);
  return { largest, mean: sum / ours.length };
}

function readRows(path: string): [name: string, isOpened: boolean][] {
  const rows = readFileSync(path, 'utf8').trim().split('\n').slice(1);
  return rows.map((row) => {
    const comma = row.indexOf(',');
    return [row.slice(0, comma), /^"?opens/.test(row.slice(comma + 1))];
  });
}
