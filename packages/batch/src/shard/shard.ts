import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { z } from 'zod';
import type { Input, Inputs } from '../inputs.ts';

/** A part of a run that is done by itself: the `index`-th of `of`, from 1. */
export const shardSchema = z
  .strictObject({ index: z.int().min(1), of: z.int().min(1).max(10_000) })
  .refine(({ index, of }) => index <= of, 'expected k/n with k from 1 to n');
export type Shard = z.infer<typeof shardSchema>;

/** Bytes at a file's beginning by which, with its length, it is told from others. */
const HEAD = 65_536;
/** Files open at a time. */
const AT_ONCE = 32;

/**
 * The inputs that a shard has to do. Which these are goes by what the files hold, so that it does not change when files are renamed,
 * moved or listed in another order.
 * @returns them, and the digest of all inputs, names and contents, by which shards of one run know one another
 */
export async function shardOf(
  { found, refused, ...others }: Inputs,
  { index, of }: Shard,
): Promise<{ readonly own: Inputs; readonly all: AllInputs }> {
  const marks: string[] = [];
  while (marks.length < found.length) {
    marks.push(...(await Promise.all(found.slice(marks.length, marks.length + AT_ONCE).map(markOf))));
  }
  const all = createHash('sha256');
  found.forEach(({ name }, i) => {
    all.update(`${name}\0${marks[i]}\n`);
  });
  for (const { name, reason } of refused) all.update(`${name}\0${reason}\n`);
  const isOwn = (hash: string) => Number.parseInt(hash.slice(0, 12), 16) % of === index - 1;
  return {
    own: {
      found: found.filter((_, i) => isOwn(marks[i]!)),
      refused: refused.filter(({ name }) => isOwn(nameMark(name))),
      ...others,
    },
    all: { count: found.length + refused.length, sha256: all.digest('hex') },
  };
}

/** All inputs of a run, to be told from those of another. */
export interface AllInputs {
  readonly count: number;
  readonly sha256: string;
}

/** By what a file is known again: its length and its beginning; of a file that cannot be read, its name. In hexadecimal. */
async function markOf({ path, name }: Input): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    // not the file's fault, and its mark would be another one elsewhere
    if (error.code === 'EMFILE' || error.code === 'ENFILE') throw error;
    return undefined;
  });
  if (file === undefined) return nameMark(name);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    return hash.update(`${size}\n`).update(buffer.subarray(0, bytesRead)).digest('hex');
  } catch {
    return nameMark(name);
  } finally {
    await file.close();
  }
}

/** The mark of what cannot be read. */
export function nameMark(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}
