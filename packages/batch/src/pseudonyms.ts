import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeWhole } from './atomic.ts';
import { fileReason } from './file-reason.ts';
import type { Input, Inputs } from './inputs.ts';
import { isInside } from './is-inside.ts';
import { RunError } from './run-error.ts';
import { nameMark } from './shard/shard.ts';

/** What the key file says of an image. */
const entrySchema = z.strictObject({
  image: z.string(),
  /** By what its file is known again: other patients' folders hold images of the same names. */
  file: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  pseudonym: z.string().regex(/^image-[0-9a-f]{8}$/),
});
type Entry = z.infer<typeof entrySchema>;
const keySchema = z.strictObject({ notice: z.string(), images: z.array(entrySchema) });

const NOTICE = 'Says whose image is whose: keep it apart from the results.';

/**
 * Gives every image another name, drawn at random, so that nothing in the results says what it was called. Which is which stands in a
 * key file alone; a run that is resumed or repeated finds its names there. Another file of the same name is another image.
 * @param file the key, JSON; outside of the results
 * @throws RunError where the key lies in the results, or is something else
 */
export async function pseudonymised(inputs: Inputs, file: string, out: string): Promise<Inputs> {
  if (isInside(file, out)) throw new RunError(`${file} lies in the results: keep the key elsewhere`);
  const known = await readKey(file);
  const keyOf = (image: string, mark = '') => `${mark} ${image}`;
  const pseudonyms = new Map(known.map((entry) => [keyOf(entry.image, entry.file), entry.pseudonym]));
  const taken = new Set(pseudonyms.values());
  const named = (image: string, mark: string) => {
    // the first keys knew names alone
    const before = pseudonyms.get(keyOf(image, mark)) ?? pseudonyms.get(keyOf(image));
    if (before !== undefined) return before;
    let pseudonym: string;
    do pseudonym = `image-${randomBytes(4).toString('hex')}`;
    while (taken.has(pseudonym));
    taken.add(pseudonym);
    pseudonyms.set(keyOf(image, mark), pseudonym);
    known.push({ image, file: mark, pseudonym });
    return pseudonym;
  };
  const found: Input[] = [];
  for (const input of inputs.found)
    found.push({ ...input, name: named(input.name, await contentMark(input)) });
  found.sort((a, b) => (a.name < b.name ? -1 : 1));
  const refused = inputs.refused.map(({ name, reason }) => ({ name: named(name, nameMark(name)), reason }));
  await writeWhole(file, `${JSON.stringify({ notice: NOTICE, images: known }, null, 1)}\n`);
  return { ...inputs, found, refused };
}

/** By what a file is known again: all that it holds; of one that cannot be read, its name. */
async function contentMark({ path, name }: Input): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(path)) hash.update(piece);
    return hash.digest('hex');
  } catch {
    return nameMark(name);
  }
}

async function readKey(file: string): Promise<Entry[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new RunError(`${file} cannot be read: ${fileReason(error) ?? error.message}`);
  });
  if (text === undefined) return [];
  try {
    return keySchema.parse(JSON.parse(text)).images;
  } catch {
    throw new RunError(`${file} is no key of pseudonyms: name another file`);
  }
}
