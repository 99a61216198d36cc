import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { z } from 'zod';
import { writeWhole } from './atomic.ts';
import { fileReason } from './file-reason.ts';
import type { Inputs } from './inputs.ts';
import { RunError } from './run-error.ts';

/** What the key file says of an image. */
const entrySchema = z.strictObject({ image: z.string(), pseudonym: z.string().regex(/^image-[0-9a-f]{8}$/) });
const keySchema = z.strictObject({ notice: z.string(), images: z.array(entrySchema) });

const NOTICE = 'Says whose image is whose: keep it apart from the results.';

/**
 * Gives every image another name, drawn at random, so that nothing in the results says what it was called. Which is which stands in a
 * key file alone; a run that is resumed or repeated finds its names there.
 * @param file the key, JSON; outside of the results
 * @throws RunError where the key lies in the results, or is something else
 */
export async function pseudonymised(inputs: Inputs, file: string, out: string): Promise<Inputs> {
  const inside = relative(resolve(out), resolve(file));
  if (!inside.startsWith('..') && !isAbsolute(inside))
    throw new RunError(`${file} lies in the results: keep the key elsewhere`);
  const known = await readKey(file);
  const taken = new Set(known.values());
  const named = (name: string) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    let drawn: string;
    do drawn = `image-${randomBytes(4).toString('hex')}`;
    while (taken.has(drawn));
    taken.add(drawn);
    known.set(name, drawn);
    return drawn;
  };
  const found = inputs.found
    .map((input) => ({ ...input, name: named(input.name) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const refused = inputs.refused.map(({ name, reason }) => ({ name: named(name), reason }));
  const images = [...known].map(([image, pseudonym]) => ({ image, pseudonym }));
  await writeWhole(file, `${JSON.stringify({ notice: NOTICE, images }, null, 1)}\n`);
  return { ...inputs, found, refused };
}

async function readKey(file: string): Promise<Map<string, string>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new RunError(`${file} cannot be read: ${fileReason(error) ?? error.message}`);
  });
  if (text === undefined) return new Map();
  try {
    const { images } = keySchema.parse(JSON.parse(text));
    return new Map(images.map(({ image, pseudonym }) => [image, pseudonym]));
  } catch {
    throw new RunError(`${file} is no key of pseudonyms: name another file`);
  }
}
