import { readFile } from 'node:fs/promises';
import { fileReason, RunError } from '@leukolens/batch';
import {
  type ClassificationResult,
  type Dataset,
  type ResultShard,
  readSegmentationResult,
  type SegmentationResult,
} from '@leukolens/study';
import { z } from 'zod';

/** A segmentation result that a command wrote, as `savedJson`. */
export function savedResult(file: string): Promise<SegmentationResult | undefined> {
  return savedJson(file, readSegmentationResult);
}

/**
 * What a command wrote as JSON; undefined where there is no such file.
 * @param read checks it
 * @throws RunError where it holds something else
 */
export async function savedJson<Result>(
  file: string,
  read: (json: unknown) => Result,
): Promise<Result | undefined> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw new RunError(`${file}: ${fileReason(error) ?? String(error)}`);
  });
  if (text === undefined) return undefined;
  try {
    return read(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof z.ZodError ? error.issues[0]!.message : (error as Error).message;
    throw new RunError(`${file} is no result of evaluate or crossval: ${reason.split('\n', 1)[0]}`);
  }
}

/** The same of a file that has to be there. @throws RunError where it is not, too */
export async function requiredJson<Read>(file: string, read: (json: unknown) => Read): Promise<Read> {
  const found = await savedJson(file, read);
  if (found === undefined) throw new RunError(`${file}: there is no such file`);
  return found;
}

/** @throws RunError where a result to be added to is of another shard */
export function requireSameShard(
  file: string,
  before: ResultShard | undefined,
  shard: ResultShard | undefined,
): void {
  if (JSON.stringify(before) === JSON.stringify(shard)) return;
  const named = (of: ResultShard | undefined) => (of ? `shard ${of.index} of ${of.of}` : 'no shard');
  throw new RunError(`${file} is ${named(before)}, this run ${named(shard)}: name another folder`);
}

/** What every result of classes has to have been made with, to be added to. */
export interface AskedOfAny {
  /** The set, whose images have classes. */
  readonly dataset: Dataset;
  /** Digest of its files. */
  readonly dataSha256: string;
  readonly foldsSha256: string;
  readonly seed: number;
  readonly refit?: boolean | undefined;
  readonly segmentation: ClassificationResult['segmentation'];
}

/** Whether an image of a result was of another class than it is of in the data set now: digests are of files alone. */
export function hasOtherClasses(
  { classes, perImage }: ClassificationResult,
  { items }: Pick<Dataset, 'items'>,
): boolean {
  const labelOf = new Map(items.map(({ id, label }) => [id, label]));
  return perImage.some(({ image, label }) => labelOf.get(image) !== classes[label]);
}

/** In what of that a result may differ from what is asked for, and whether it does. */
export function commonDifferences(
  result: ClassificationResult,
  asked: AskedOfAny,
): (readonly [what: string, differs: boolean])[] {
  return [
    ['other files of the data set', result.data.sha256 !== asked.dataSha256],
    ['other classes of its images', hasOtherClasses(result, asked.dataset)],
    ['other folds', result.folds.sha256 !== asked.foldsSha256],
    [`the seed ${result.seed}`, result.seed !== asked.seed],
    [`${result.refit ? '' : 'no '}--refit`, (result.refit ?? false) !== (asked.refit ?? false)],
    [
      'nuclei found in another way',
      JSON.stringify(result.segmentation) !== JSON.stringify(asked.segmentation),
    ],
  ];
}

/**
 * Compares a saved result with what is asked for.
 * @param remedy what to do where they differ
 * @throws RunError saying in what they do
 */
export function requireSame(
  file: string,
  differences: readonly (readonly [what: string, differs: boolean])[],
  remedy: string,
): void {
  const [first] = differences.find(([, differs]) => differs) ?? [];
  if (first) throw new RunError(`${file} was made with ${first}: ${remedy}`);
}
