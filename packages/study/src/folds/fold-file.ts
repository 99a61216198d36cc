import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import { readCsv } from '../datasets/csv.ts';
import { type Dataset, DatasetError, type DatasetItem } from '../datasets/dataset.ts';
import { pixelDigest } from '../datasets/digest.ts';
import type { ImageReading } from '../datasets/reading.ts';

/** Which image is in which fold, as a file says it. */
export interface FoldFile {
  /** How many folds there are: one more than the highest number. */
  readonly count: number;
  /** The fold of each image, by its id. */
  readonly foldOf: ReadonlyMap<string, number>;
  /** SHA-256 of the file, in hexadecimal. */
  readonly sha256: string;
}

const COLUMNS = ['image', 'sha256', 'group', 'block', 'fold'] as const;

const rowSchema = z.strictObject({
  image: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits'),
  group: z.string(),
  block: z.string().optional(),
  fold: z.coerce.number().int().min(0).max(999),
});

/**
 * The text of a fold file: for each image its id, the SHA-256 of its size and decoded pixels (what any lossless copy keeps),
 * group, block and fold.
 */
export async function foldFileText(
  items: readonly DatasetItem[],
  folds: readonly number[],
  reading: ImageReading,
): Promise<string> {
  const rows = [];
  for (const [i, { id, group, block, imagePath }] of items.entries()) {
    const sha256 = pixelDigest(await reading.image(imagePath)).toString('hex');
    rows.push({ image: id, sha256, group, block, fold: folds[i] });
  }
  return stringify(rows, { header: true, columns: [...COLUMNS], record_delimiter: '\n' });
}

/** What a fold file has to fit. */
export interface FoldReading {
  /** The images that have a fold. */
  readonly items: readonly DatasetItem[];
  /** Whether a group may lie in several folds, since `guardedSplit` keeps it off one side. */
  readonly guarded?: boolean;
}

/**
 * Reads a fold file and checks it against the set.
 * @throws DatasetError where an image is in no fold, listed twice or not in the set, where a group lies in two folds that are
 * not guarded, or where a fold has no image
 */
export async function readFoldFile(
  path: string,
  dataset: Dataset,
  { items, guarded = false }: FoldReading = { items: maskedItems(dataset) },
): Promise<FoldFile> {
  const rows = await readCsv(path, {
    required: COLUMNS.filter((column) => column !== 'block'),
    allowed: COLUMNS,
    row: rowSchema,
  });
  const foldOf = new Map(rows.map(({ row }) => [row.image, row.fold]));
  const count = rows.reduce((most, { row }) => Math.max(most, row.fold + 1), 0);
  const problems = items.filter(({ id }) => !foldOf.has(id)).map(({ id }) => `${id} is in no fold`);
  const known = new Set(items.map(({ id }) => id));
  for (const id of foldOf.keys()) if (!known.has(id)) problems.push(`${id} is not in ${dataset.name}`);
  const groups = new Map<string, number>();
  for (const { id, group } of items) {
    const fold = foldOf.get(id);
    if (fold === undefined) continue;
    const other = groups.get(group) ?? fold;
    if (other !== fold && !guarded) problems.push(`group ${group} lies in the folds ${other} and ${fold}`);
    groups.set(group, fold);
  }
  const seen = new Set<string>();
  for (const { row } of rows) {
    if (seen.has(row.image)) problems.push(`${row.image} is listed twice`);
    seen.add(row.image);
  }
  if (count < 2) problems.push('there are fewer than two folds');
  const used = new Set(foldOf.values());
  for (let fold = 0; fold < count; fold++) if (!used.has(fold)) problems.push(`fold ${fold} has no image`);
  if (problems.length > 0) throw new DatasetError(`the folds do not fit ${dataset.name}:`, problems);
  return {
    count,
    foldOf,
    sha256: createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
  };
}

/** The images of a set whose nuclei are known. */
export function maskedItems({ items }: Dataset): DatasetItem[] {
  return items.filter(({ maskPath }) => maskPath !== undefined);
}
