import type { z } from 'zod';

/** How a command ended: 0 all well, 1 some inputs failed, 130 interrupted. (2, wrong usage, is thrown.) */
export type ExitCode = 0 | 1 | 130;

/** One option of a command. Its name in code is the long flag's in camel case, without a leading `no-`. */
export interface Option {
  /** As typed and shown in help: `-o, --out <dir>`; `<x>` takes a value, `[x]` may, nothing is a switch. */
  readonly flag: string;
  /** One line: what it does, its unit and range. */
  readonly help: string;
  /** Turns the text given into the value, or refuses it; a switch is given `true`. */
  readonly schema: z.ZodType;
  /** Shown in help as the default, where the schema's own is not telling. */
  readonly shownDefault?: string;
}

/** Options by their names in code. */
export type Options = Readonly<Record<string, Option>>;

/** The values that a set of options parses to. */
export type Values<Given extends Options> = {
  readonly [Name in keyof Given]: z.output<Given[Name]['schema']>;
};

/** A command is plain data: its help, its usage and its checks all come from here. */
export interface Command<Given extends Options = Options> {
  /** Words that call it: `segment`, `evaluate segmentation`. */
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What it takes besides options. */
  readonly positional?: { readonly name: string; readonly help: string; readonly required: boolean };
  readonly options: Given;
  /** Notes under the options, a paragraph each. */
  readonly notes?: readonly string[];
  /** Lines a reader can try. */
  readonly examples: readonly string[];
  run(values: Values<Given>, positional: readonly string[]): Promise<ExitCode>;
}

/** Ties the options' types to what `run` is given. */
export function command<Given extends Options>(definition: Command<Given>): Command<Given> {
  return definition;
}

/** A mistake of the user's: printed in one line with the usage, without a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
