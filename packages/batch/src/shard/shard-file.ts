import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NOTICE, SOFTWARE } from '@leukolens/cad';
import { missingOrDoubled } from '@leukolens/study';
import { z } from 'zod';
import { writeWhole } from '../atomic.ts';
import { fileReason } from '../file-reason.ts';
import { isInside } from '../is-inside.ts';
import { RunError } from '../run-error.ts';
import { shardSchema } from './shard.ts';

/** Stands in a shard's folder when all of it is done. */
export const SHARD_FILE = 'shard.json';

const shardFileSchema = z.object({
  command: z.string(),
  shard: shardSchema,
  /** What the whole run has to do: how much, and a digest of what. */
  all: z.strictObject({ count: z.int().nonnegative(), sha256: z.string() }),
  /** What this shard did: names of images, or numbers of tiles. */
  own: z.array(z.string()),
});
export type ShardFile = z.infer<typeof shardFileSchema>;

/** The last file that a shard leaves. */
export async function writeShardFile(folder: string, content: ShardFile): Promise<void> {
  const whole = { software: SOFTWARE, notice: NOTICE, ...content };
  await writeWhole(join(folder, SHARD_FILE), `${JSON.stringify(whole, null, 1)}\n`);
}

/** @throws RunError where what is put together would lie in the folder of a shard, or over it */
export function requireApartFrom(folders: readonly string[], out: string): void {
  const shard = folders.find((folder) => isInside(out, folder));
  if (shard === undefined) return;
  throw new RunError(`${out} lies in ${shard}, which is a shard: name another folder for the results`);
}

/** A shard that is done, and its settings without what makes it a shard. */
export interface DoneShard extends ShardFile {
  readonly folder: string;
  /** The text that the whole run's settings.json has. */
  readonly settings: string;
}

/**
 * The shards of one run, in order.
 * @throws RunError where one is not done, is missing or there twice, or is of another run, another version or other inputs
 */
export async function readShards(folders: readonly string[]): Promise<DoneShard[]> {
  const shards = await Promise.all(folders.map(readShard));
  shards.sort((a, b) => a.shard.index - b.shard.index);
  const [first] = shards as [DoneShard];
  for (const each of shards) {
    if (each.settings !== first.settings || each.command !== first.command) {
      throw new RunError(
        `${each.folder} and ${first.folder} were made with different settings or by different versions: see their settings.json`,
      );
    }
    if (each.shard.of !== first.shard.of || each.all.sha256 !== first.all.sha256) {
      throw new RunError(`${each.folder} and ${first.folder} are not parts of one run over the same inputs`);
    }
  }
  const fault = missingOrDoubled(shards.map(({ folder, shard }) => ({ ...shard, place: folder })));
  if (fault !== undefined) throw new RunError(fault);
  const own = shards.flatMap((shard) => shard.own);
  if (new Set(own).size !== first.all.count || own.length !== first.all.count) {
    throw new RunError(`the shards hold ${own.length} parts of ${first.all.count}`);
  }
  return shards;
}

async function readShard(folder: string): Promise<DoneShard> {
  try {
    const file = shardFileSchema.parse(JSON.parse(await readFile(join(folder, SHARD_FILE), 'utf8')));
    const { shard, ...settings } = JSON.parse(await readFile(join(folder, 'settings.json'), 'utf8'));
    shardSchema.parse(shard);
    return { ...file, folder, settings: `${JSON.stringify(settings, null, 2)}\n` };
  } catch (error) {
    const reason = fileReason(error);
    throw new RunError(
      `${folder} is no shard that is done${reason === undefined ? '' : `: ${reason}`}: a run with --shard leaves ${SHARD_FILE} when it ends`,
    );
  }
}
