import type { Dataset } from './dataset.ts';
import { knownDigests } from './known/known-digests.ts';
import { FILE_KINDS, partDigests } from './parts.ts';
import type { ImageReading } from './reading.ts';

/** What became of comparing a set's files with those that are known. */
export interface DatasetVerification {
  readonly name: string;
  /** Whether every known file is there and as known, and no other. */
  readonly asKnown: boolean;
  /** Which distribution the known files are of; absent where none of the set is known. */
  readonly distribution?: string;
  /** How many parts were compared and found equal; a part is an image with its masks, or a class or block of one. */
  readonly equal: number;
  /** Parts with another image or mask than known, as 'PART (image, mask)'. */
  readonly differing: readonly string[];
  /** Known parts that are not in the folder. */
  readonly missing: readonly string[];
  /** Parts in the folder that are not known. */
  readonly unknown: readonly string[];
  /** One sentence for the user. */
  readonly summary: string;
}

/**
 * Compares every file of the set with the digests in `known/`. A mask that the folder doesn't have is no
 * difference: not every distribution has a second hand's masks. Throws a `DatasetError` that names the
 * first file that cannot be decoded.
 */
export async function verifyDataset(dataset: Dataset, reading: ImageReading): Promise<DatasetVerification> {
  const { name } = dataset;
  const known = knownDigests(name);
  if (!known) {
    const summary = `the files of ${name} cannot be checked: no digests of it are known`;
    return { name, asKnown: false, equal: 0, differing: [], missing: [], unknown: [], summary };
  }
  const found = await partDigests(dataset, known.identity, reading);
  const differing: string[] = [];
  const unknown: string[] = [];
  for (const [part, digests] of found) {
    const expected = known.parts.get(part);
    if (!expected) unknown.push(part);
    const kinds = FILE_KINDS.filter((_, i) => expected && digests[i] !== '-' && digests[i] !== expected[i]);
    if (kinds.length > 0) differing.push(`${part} (${kinds.join(', ')})`);
  }
  const missing = [...known.parts.keys()].filter((part) => !found.has(part));
  const equal = found.size - differing.length - unknown.length;
  const asKnown = differing.length + missing.length + unknown.length === 0;
  const files = dataset.items.some((item) => item.maskPath) ? 'images and masks' : 'images';
  const summary = asKnown
    ? `all ${dataset.items.length} ${files} of ${name} are as known (${known.distribution})`
    : `${name} is not as known (${known.distribution}): ${equal} equal, ${differing.length} differing, ` +
      `${missing.length} missing, ${unknown.length} unknown`;
  return { name, asKnown, distribution: known.distribution, equal, differing, missing, unknown, summary };
}
