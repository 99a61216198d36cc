import { z } from 'zod';
import { DatasetError } from '../datasets/dataset.ts';

/** Of a result that a shard of a run made: which, and what it has to hold when it is done. */
export const resultShardSchema = z.object({
  index: z.int().positive(),
  of: z.int().positive(),
  /** The folds that are its own; absent where images are. */
  folds: z.array(z.int().nonnegative()).optional(),
});
export type ResultShard = z.infer<typeof resultShardSchema>;

/** A part of a run: the `index`-th of `of`, from 1. */
export type ShardNumber = Pick<ResultShard, 'index' | 'of'>;

/**
 * The folds that a shard does: every `of`-th of those asked for, whatever the order they are named in.
 * @throws DatasetError where there are more shards than folds
 */
export function foldsOfShard(folds: readonly number[], { index, of }: ShardNumber): number[] {
  const asked = [...new Set(folds)].sort((a, b) => a - b);
  const own = asked.filter((_, i) => i % of === index - 1);
  if (asked.length < of) throw new DatasetError(`${asked.length} folds cannot be cut into ${of} shards`);
  return own;
}

/**
 * What keeps shards from being a whole run, in a clause: that one is missing, or there twice. Undefined where nothing does.
 * @param shards of one run; `place` is the file or folder of each
 */
export function missingOrDoubled(
  shards: readonly (ShardNumber & { readonly place: string })[],
): string | undefined {
  const { of } = shards[0]!;
  for (let number = 1; number <= of; number++) {
    const places = shards.filter(({ index }) => index === number).map(({ place }) => place);
    if (places.length === 0) return `shard ${number} of ${of} is missing`;
    if (places.length > 1) return `shard ${number} of ${of} is there twice: ${places.join(', ')}`;
  }
  return undefined;
}

/** A result file of a shard. */
export interface ShardResult<Result> {
  readonly file: string;
  readonly result: Result & { readonly shard?: ResultShard | undefined };
}

/**
 * The shards of one run in order.
 * @param madeBy all that has to be the same in them: what they were made by and from
 * @param foldsIn the folds that a result holds
 * @throws DatasetError where one is no shard, not done, missing, there twice, or of another run
 */
export function wholeRun<Result>(
  given: readonly ShardResult<Result>[],
  madeBy: (result: Result) => unknown,
  foldsIn: (result: Result) => readonly number[],
): ShardResult<Result>[] {
  const numbered = given.map((each) => {
    const { shard } = each.result;
    if (shard === undefined) throw new DatasetError(`${each.file} is no shard: it was made without --shard`);
    const missing = shard.folds?.filter((fold) => !foldsIn(each.result).includes(fold)) ?? [];
    if (missing.length > 0) {
      throw new DatasetError(`${each.file} is not done: fold ${missing.join(', ')} is missing`);
    }
    return { ...each, shard, madeBy: JSON.stringify(madeBy(each.result)) };
  });
  numbered.sort((a, b) => a.shard.index - b.shard.index);
  const first = numbered[0]!;
  for (const { file, shard, madeBy } of numbered) {
    if (madeBy !== first.madeBy || shard.of !== first.shard.of) {
      throw new DatasetError(
        `${file} and ${first.file} are not parts of one run: settings, data or versions differ`,
      );
    }
  }
  const fault = missingOrDoubled(numbered.map(({ file, shard }) => ({ ...shard, place: file })));
  if (fault !== undefined) throw new DatasetError(fault);
  const folds = numbered.flatMap(({ shard }) => shard.folds ?? []);
  const twice = folds.find((fold, i) => folds.indexOf(fold) !== i);
  if (twice !== undefined) throw new DatasetError(`fold ${twice} is in two shards: they were not cut alike`);
  return numbered.map(({ file, result }) => ({ file, result }));
}
