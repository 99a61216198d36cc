import { z } from 'zod';
import type { Option } from './command.ts';

const numberText = z
  .string()
  .refine((given) => given.trim() !== '' && Number.isFinite(Number(given)), 'expected a number')
  .transform(Number);

/** A switch: there or not. */
export function toggle(flag: string, help: string) {
  return { flag, help, schema: z.literal(true).optional() } satisfies Option;
}

/** Text as it is given. */
export function text(flag: string, help: string) {
  return { flag, help, schema: z.string().optional() } satisfies Option;
}

/** A number within a schema's bounds. The bounds belong into the help. */
export function number(flag: string, help: string, schema: z.ZodNumber, shownDefault?: string) {
  return {
    flag,
    help,
    schema: numberText.pipe(schema).optional(),
    ...(shownDefault && { shownDefault }),
  } satisfies Option;
}

/** One of several words. */
export function choice<const Words extends readonly [string, ...string[]]>(
  flag: string,
  help: string,
  words: Words,
  shownDefault?: string,
) {
  const schema = z.enum(words, { error: `expected one of ${words.join(', ')}` }).optional();
  return {
    flag,
    help: `${help}: ${words.join(', ')}`,
    schema,
    ...(shownDefault && { shownDefault }),
  } satisfies Option;
}

/** Several of several words, separated by commas. */
export function choices<const Words extends readonly [string, ...string[]]>(
  flag: string,
  help: string,
  words: Words,
) {
  const schema = z
    .string()
    .transform((given) => given.split(','))
    .pipe(z.array(z.enum(words, { error: `expected some of ${words.join(',')}` })))
    .optional();
  return { flag, help: `${help}: ${words.join(',')}`, schema } satisfies Option;
}

/** A parameter that a settings schema describes already: help, default and bounds are taken from there. */
export function parameter<Inner extends z.ZodType<number>>(flag: string, described: z.ZodDefault<Inner>) {
  const inner = described.unwrap() as Inner;
  return {
    flag,
    help: described.description ?? '',
    schema: numberText.pipe(inner as z.ZodType<number, number>).optional(),
    shownDefault: String(described.def.defaultValue),
  } satisfies Option;
}
