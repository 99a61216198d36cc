import { basename } from 'node:path';
import { type FilePart, NUCLEI_PARTS, shardSchema } from '@leukolens/batch';
import { z } from 'zod';
import type { Options } from './command.ts';
import { choices, number } from './option-types.ts';

export const JSON_OPTION = {
  flag: '--json [file]',
  help: 'the results as JSON, to the file or to standard output',
  schema: z
    .union([z.literal(true), z.string().regex(/\.json$/i, 'expected a file name that ends in .json')])
    .optional(),
};

/** `k/n` as a part of a run. */
export const SHARD_OPTION = {
  flag: '--shard <k/n>',
  help: 'do the k-th of n parts of the run, into a folder of its own, without --json and --pseudonymise; `merge` puts them together',
  schema: z
    .string()
    .regex(/^\d+\/\d+$/, 'expected k/n, such as 2/4')
    .transform((given) => given.split('/').map(Number))
    .transform(([index, of]) => ({ index, of }))
    .pipe(shardSchema)
    .optional(),
};

export const MAX_PIXELS_OPTION = number(
  '--max-pixels <n>',
  'largest image read, pixels, 1 to 2147483648; larger ones are refused unread',
  z
    .int()
    .positive()
    .max(2 ** 31),
  '100000000',
);

/** For commands that draw no maps. */
export const NUCLEI_ONLY_OPTION = choices(
  '--only <parts>',
  'write only these of the image files',
  NUCLEI_PARTS as readonly [FilePart, ...FilePart[]],
);

/** `k/n` as a part of a cross-validation or of a test, whose result is one file. */
export const RESULT_SHARD_OPTION = {
  ...SHARD_OPTION,
  help: 'do the k-th of n parts, into a folder of its own, with the same options and --threads as the others; `merge` puts the results together',
};

/** No part of what was computed: where data lie and results go, in how many goes. Of which shard it is, results say themselves. */
const LEFT_OUT = new Set(['data', 'json', 'masks', 'models', 'out', 'resume', 'shard', 'work']);

/** Files that stand in the result whole, or by their digest: in which folder they lay is nobody's business. */
const BY_NAME = new Set(['folds', 'recipe']);

/** A command line as results record it: the command's name and the options as they were given, but for those. */
export function recordedWords(
  name: string,
  options: Options,
  values: Readonly<Record<string, unknown>>,
): string {
  const words = Object.entries(options).flatMap(([option, { flag }]) => {
    const value = values[option];
    if (value === undefined || LEFT_OUT.has(option)) return [];
    const long = flag.match(/--[a-z0-9-]+/)![0];
    return value === true ? [long] : [long, BY_NAME.has(option) ? basename(String(value)) : String(value)];
  });
  return [name, ...words].join(' ');
}
