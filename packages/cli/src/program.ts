import { NOTICE, SOFTWARE } from '@leukolens/cad';
import { Command as Program } from 'commander';
import type { ZodError } from 'zod';
import { type Command, type ExitCode, type Options, UsageError } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import { mistake } from './mistake.ts';

/**
 * Runs one command line and gives the process's exit code. A user's mistake prints one line and how to call the
 * command (exit 2); a failure of the outside world one line (exit 1); a bug its stack (exit 1).
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
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    return explain(error, words);
  }
}

/** The program of a group of commands, such as `evaluate`, made when it is first asked for. */
function group(program: Program, name: string): Program {
  return (
    program.commands.find((known) => known.name() === name) ??
    program.command(name).description(
      `${name} ${COMMANDS.filter((c) => c.name.startsWith(`${name} `))
        .map((c) => c.name.split(' ')[1])
        .join(', ')}`,
    )
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
      throw new UsageError(`${long} ${given}: ${(result.error as ZodError).issues[0]!.message}`);
    }),
  );
}

/** Says what went wrong on stderr, and gives the exit code. */
function explain(error: unknown, words: readonly string[]): number {
  const { code, message } = error as { code?: string; message: string };
  if (code === 'commander.helpDisplayed' || code === 'commander.version' || code === 'commander.help')
    return 0;
  if (code?.startsWith('commander.') || error instanceof UsageError) {
    const name = COMMANDS.map((c) => c.name).find((known) => words.join(' ').startsWith(known));
    const definition = COMMANDS.find((c) => c.name === name);
    const place = definition?.positional ? ` ${definition.positional.name}...` : '';
    const usage = definition ? `leukolens ${name}${place} [options]` : 'leukolens COMMAND';
    process.stderr.write(
      `leukolens: ${message.replace(/^error: /, '')}\nusage: ${usage}; --help tells more\n`,
    );
    return 2;
  }
  process.stderr.write(`leukolens: ${mistake(error) ?? (error as Error).stack ?? String(error)}\n`);
  return 1;
}
