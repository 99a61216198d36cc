import { fileReason, RunError } from '@leukolens/batch';
import { NOTICE, SOFTWARE } from '@leukolens/cad';
import { DatasetError } from '@leukolens/study';
import { Command as Program } from 'commander';
import type { ZodError } from 'zod';
import { type Command, type ExitCode, type Options, UsageError } from './command.ts';
import { COMMANDS, GROUPS } from './commands/index.ts';

/**
 * Runs one command line and gives the process's exit code. A user's mistake prints one line, with how to call the
 * command where the words were wrong (exit 2); a disk that fails prints one line, a bug its stack (exit 1).
 */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  let code: ExitCode = 0;
  const program = new Program('leukolens')
    .description(`White-cell nuclei from blood-smear photographs. ${NOTICE}`)
    .version(SOFTWARE.version)
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  for (const definition of COMMANDS) {
    const [name, parent] = definition.name.split(' ').reverse() as [string, string?];
    const calls = parent ? group(program, parent) : program;
    define(calls.command(name), definition, async (run) => {
      code = await run();
    });
  }
  try {
    requireKnown(words);
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    return explain(error, words);
  }
}

/** @throws UsageError where help is asked for on a command that there is not */
function requireKnown([first, ...named]: readonly string[]): void {
  const asked = named.filter((word) => !word.startsWith('-')).join(' ');
  if (first !== 'help' || asked === '' || COMMANDS.some(({ name }) => `${name} `.startsWith(`${asked} `)))
    return;
  throw new UsageError(`there is no command ${asked}: \`leukolens --help\` lists them`);
}

/** The program of a group of commands, such as `evaluate`, made when it is first asked for. */
function group(program: Program, name: string): Program {
  return (
    program.commands.find((known) => known.name() === name) ??
    program.command(name).description(GROUPS[name] ?? '')
  );
}

/** Derives a command's parser and help from its definition. */
function define(
  target: Program,
  definition: Command,
  start: (run: () => Promise<ExitCode>) => Promise<void>,
): void {
  const { positional, options, notes = [], examples, summary } = definition;
  target
    .description(summary)
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  if (positional)
    target.argument(
      positional.required ? `<${positional.name}...>` : `[${positional.name}...]`,
      positional.help,
    );
  for (const { flag, help, shownDefault } of Object.values(options)) {
    target.option(flag, shownDefault ? `${help} (default: ${shownDefault})` : help);
  }
  const paragraphs = [...notes, `Examples:\n${examples.map((line) => `  ${line}`).join('\n')}`, NOTICE];
  target.addHelpText('after', `\n${paragraphs.join('\n\n')}`);
  target.action(async (...given: unknown[]) => {
    const raw = given.at(-2) as Record<string, unknown>;
    const words = positional ? (given[0] as string[]) : [];
    await start(() => definition.run(parseOptions(options, raw), words));
  });
}

/** Every option's value checked by its schema; the message of a refusal names option and value. */
export function parseOptions(
  options: Options,
  raw: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([name, { flag, schema }]) => {
      const result = schema.safeParse(raw[name]);
      if (result.success) return [name, result.data];
      const long = flag.match(/--[a-z-]+/)?.[0] ?? name;
      const given = raw[name] === undefined ? 'missing' : JSON.stringify(raw[name]);
      throw new UsageError(`${long} ${given}: ${inWords((result.error as ZodError).issues[0]!)}`);
    }),
  );
}

/** What a schema says of a value; of a number out of range in words of ours. */
function inWords(issue: ZodError['issues'][number]): string {
  if (issue.code === 'too_big' && issue.origin !== 'string') return `expected at most ${issue.maximum}`;
  if (issue.code === 'too_small' && issue.origin !== 'string') {
    return `expected ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
  }
  return issue.message;
}

/** Says what went wrong on stderr, and gives the exit code. */
function explain(error: unknown, words: readonly string[]): number {
  const { code, message } = error as { code?: string; message: string };
  if (code === 'commander.helpDisplayed' || code === 'commander.version') return 0;
  if (code === 'commander.help') return 2; // no command was given, so its help was shown
  if (code?.startsWith('commander.') || error instanceof UsageError) {
    process.stderr.write(
      `leukolens: ${message.replace(/^error: /, '')}\nusage: ${usage(words)}; --help tells more\n`,
    );
    return 2;
  }
  if (error instanceof RunError || error instanceof DatasetError) {
    process.stderr.write(`leukolens: ${message}\n`);
    return 2;
  }
  const reason = fileReason(error);
  const { path, stack } = error as { path?: string; stack?: string };
  process.stderr.write(
    `leukolens: ${reason === undefined ? stack : [path, reason].filter(Boolean).join(': ')}\n`,
  );
  return 1;
}

/** How the command that was called is called. */
function usage(words: readonly string[]): string {
  const called = COMMANDS.find(({ name }) => `${words.join(' ')} `.startsWith(`${name} `));
  if (!called) return 'leukolens COMMAND';
  const place = called.positional ? ` ${called.positional.name}...` : '';
  return `leukolens ${called.name}${place} [options]`;
}
