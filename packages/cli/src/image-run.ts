import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  fileReason,
  findInputs,
  PARTS,
  type Part,
  printable,
  pseudonymised,
  RunError,
  type RunOptions,
  type RunSettings,
  runImages,
  runSettingsSchema,
  writePieces,
} from '@leukolens/batch';
import { counted } from '@leukolens/report';
import { z } from 'zod';
import { type ExitCode, UsageError, type Values } from './command.ts';
import { chosenMethod, METHOD_OPTIONS } from './method-options.ts';
import { number, text, toggle } from './option-types.ts';
import { JSON_OPTION, MAX_PIXELS_OPTION, SHARD_OPTION } from './options-shared.ts';
import { type Progress, progress } from './progress.ts';
import { tellLeftOut } from './tell-left-out.ts';

/** Options of every command that works through images. */
export const IMAGE_RUN_OPTIONS = {
  out: {
    flag: '-o, --out <dir>',
    help: 'folder for the results',
    schema: z.string('the folder for the results is missing'),
  },
  ...METHOD_OPTIONS,
  split: toggle('--split', 'part nuclei that touch where the neck between them is narrow'),
  umPerPixel: number(
    '--um-per-pixel <value>',
    'side of a pixel in µm, above 0 to 100; measurements are then given in µm, too',
    z.number().positive().max(100),
  ),
  jobs: number(
    '-j, --jobs <n>',
    'images worked on at a time, 1 to 256',
    z.int().min(1).max(256),
    'number of cores',
  ),
  shard: SHARD_OPTION,
  resume: toggle(
    '--resume',
    'go on with the run that the folder holds; give the same images and options as before',
  ),
  overwrite: toggle('--overwrite', 'begin anew in a folder that holds a run'),
  maxPixels: MAX_PIXELS_OPTION,
  settings: text(
    '--settings <file>',
    'take the settings of an earlier run from its settings.json; options go first',
  ),
  pseudonymise: text(
    '--pseudonymise <file>',
    'give images other names, drawn at random, everywhere in the results; which is which stands in this file alone',
  ),
  json: JSON_OPTION,
};

/** What the commands take. */
export const IMAGE_PATHS = {
  name: 'paths',
  help: 'images, and folders that are searched for images',
  required: true,
} as const;

/** What such a command's exit codes mean, and what it leaves. */
export function imageRunNotes(parts: readonly Part[]): string[] {
  return [
    'Exit code: 0 all well, 1 some images failed, 2 wrong usage, 130 stopped by Ctrl-C (which finishes the images under way).',
    `Leaves in the folder: results.json, settings.json, images.csv, nuclei.csv, and for each image\n${parts
      .map((part) => PARTS[part])
      .map(({ folder, extension, help }) => `  ${`${folder}/…${extension}`.padEnd(20)} ${help}`)
      .join('\n')}`,
  ];
}

/** What a command adds to the settings that all share, and the classifiers that it opened for that. */
export interface OwnSettings {
  /** Put over those of an earlier run; what is undefined has its default. */
  readonly settings: { readonly [Name in keyof RunSettings]?: RunSettings[Name] | undefined };
  readonly classifier?: NonNullable<RunOptions['classifier']> | undefined;
  readonly cells?: NonNullable<RunOptions['cells']> | undefined;
}

/**
 * Works through the images that a command line names, telling how it goes.
 * @param own what the command adds, given the settings of an earlier run where --settings names one
 */
export async function imageRun(
  command: string,
  values: Values<typeof IMAGE_RUN_OPTIONS>,
  paths: readonly string[],
  own: (saved: Partial<RunSettings>) => OwnSettings | Promise<OwnSettings>,
): Promise<ExitCode> {
  if (values.resume && values.overwrite) throw new UsageError('--resume and --overwrite exclude each other');
  if (values.shard && (values.json || values.pseudonymise)) {
    throw new UsageError('--shard goes with neither --json nor --pseudonymise: results come with `merge`');
  }
  const { settings: saved, by } =
    values.settings === undefined ? { settings: {}, by: undefined } : await savedSettings(values.settings);
  const { settings: method, model } = await chosenMethod(values, saved);
  const {
    settings: added,
    classifier,
    cells,
  } = await own(by === 'segment' && command !== 'segment' ? {} : saved);
  const given = {
    split: values.split,
    micrometresPerPixel: values.umPerPixel,
    maxPixels: values.maxPixels,
    // said anew for every run: the key is no part of the settings
    pseudonymised: values.pseudonymise !== undefined,
  };
  const kept = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const settings = runSettingsSchema.parse({ ...saved, ...kept, ...added, model: undefined, ...method });
  const named = await findInputs(paths, values.out);
  tellLeftOut(named);
  const inputs =
    values.pseudonymise === undefined ? named : await pseudonymised(named, values.pseudonymise, values.out);
  if (inputs.found.length + inputs.refused.length === 0) {
    throw new RunError(`no image in ${paths.join(', ')} (${inputs.ignored} other files)`);
  }
  let line: Progress | undefined;
  const stop = new AbortController();
  const interrupt = () => {
    line?.say('finishing the images under way; press Ctrl-C again to stop at once');
    stop.abort();
  };
  process.once('SIGINT', interrupt);
  const { succeeded, failed, left, gone } = await runImages(inputs, {
    settings,
    command,
    ...(model && { model }),
    ...(classifier && { classifier }),
    ...(cells && { cells }),
    out: values.out,
    jobs: values.jobs ?? availableParallelism(),
    shard: values.shard,
    existing: values.resume ? 'resume' : values.overwrite ? 'overwrite' : 'refuse',
    stop: stop.signal,
    started: (images) => {
      line = progress(images);
    },
    done: ({ image, error }) => {
      if (error !== null) line?.say(`${printable(image)}: ${error}`);
      line?.step();
    },
  }).finally(() => {
    process.off('SIGINT', interrupt);
    line?.end();
  });
  if (left > 0) {
    process.stderr.write(
      `stopped with ${counted(left, 'image')} left: --resume${values.overwrite ? ' instead of --overwrite' : ''} goes on\n`,
    );
    return 130;
  }
  const others = inputs.ignored > 0 ? `, ${counted(inputs.ignored, 'other file')} ignored` : '';
  process.stderr.write(
    `${counted(succeeded, 'image')} done, ${failed} failed${others}; results in ${values.out}\n`,
  );
  if (gone > 0) {
    process.stderr.write(
      `${gone} of the run before ${gone === 1 ? 'is' : 'are'} not among these, and in the tables no longer; name all to have them there\n`,
    );
  }
  if (!values.shard) await hand(join(values.out, 'results.json'), values.json);
  return failed > 0 ? 1 : 0;
}

/** Settings of an earlier run, and the command that made it: what that never has, such as a classifier, is not repeated as having none. */
async function savedSettings(file: string): Promise<{ settings: Partial<RunSettings>; by: unknown }> {
  try {
    const { settings, command } = JSON.parse(await readFile(file, 'utf8'));
    return { settings: runSettingsSchema.parse(settings), by: command };
  } catch (error) {
    const reason = fileReason(error) ?? 'not the settings.json of a run';
    throw new RunError(`--settings ${file}: ${reason}`);
  }
}

async function hand(results: string, target: string | true | undefined): Promise<void> {
  if (target === true) await pipeline(createReadStream(results), process.stdout, { end: false });
  else if (target !== undefined) await writePieces(target, createReadStream(results));
}
