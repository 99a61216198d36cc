import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failedImage, type ImageResult } from '@leukolens/cad';
import type { Input, Inputs } from './inputs.ts';
import { JOURNAL, Journal, type Source } from './journal.ts';
import type { StoredModel } from './models.ts';
import { leftPaths } from './output.ts';
import { type Existing, prepareOutput, removeParts } from './output-folder.ts';
import { runPool } from './pool.ts';
import type { RunSettings } from './settings.ts';
import { type Shard, shardOf } from './shard/shard.ts';
import { writeShardFile } from './shard/shard-file.ts';
import { writeSummaries } from './summaries.ts';
import type { WorkerData } from './worker.ts';

export interface RunOptions {
  readonly settings: RunSettings;
  /** The folder that outputs go to. */
  readonly out: string;
  /** The command that asks for it, by whose name the folder goes. */
  readonly command: string;
  /** The network that the settings name, for the methods that have one. */
  readonly model?: StoredModel<'outline'>;
  /** The classifier that the settings name, for runs that classify. */
  readonly classifier?: StoredModel<'classifier'>;
  /** The classifier of single nuclei that the settings name, likewise. */
  readonly cells?: StoredModel<'classifier'>;
  /** The part of the run that is to be done; all of it without. */
  readonly shard?: Shard | undefined;
  /** Worker processes, 1 or more. */
  readonly jobs: number;
  readonly existing: Existing;
  /** Called once, with the number of images that there is something to do for. */
  readonly started?: (images: number) => void;
  /** Called when an image is done, in the order they are. */
  readonly done?: (record: ImageResult) => void;
  /** Aborted to stop early: images under way are finished first. */
  readonly stop?: AbortSignal;
}

/** How a run ended. */
export interface RunOutcome {
  /** Of the inputs, images recorded without and with an error, those of an earlier run that was resumed included. */
  readonly succeeded: number;
  readonly failed: number;
  /** Images that were left when the run was stopped. */
  readonly left: number;
  /** Images of an earlier run that was resumed, and not among the inputs any more: they are in none of the tables. */
  readonly gone: number;
}

/**
 * Works on every input as the settings say and writes what DESIGN 8 lists into `out`. Each image is recorded in the journal as soon as its
 * outputs are written; the summaries are made from that in the end, in the order of the images' names, whatever the
 * order of finishing; a shard leaves what `mergeImages` makes them from. A resumed run does again what failed, what changed since, and what
 * has lost an output; what it is not given
 * any more is in none of the tables, its files stay.
 *
 * @throws RunError if `out` may not be used, or a resumed run's settings differ
 */
export async function runImages(inputs: Inputs, options: RunOptions): Promise<RunOutcome> {
  const { out, settings, command, model, classifier, cells, existing, shard, jobs, stop } = options;
  const part = shard && (await shardOf(inputs, shard));
  const { found, refused } = part?.own ?? inputs;
  await prepareOutput(out, settings, command, existing, shard);
  const journal = await Journal.open(join(out, JOURNAL));
  try {
    const record = async (result: ImageResult, source: Source | null): Promise<void> => {
      await journal.append(result, source);
      // of an earlier run that did not fail there may be a mask: a script that reads masks would take it for a result
      if (result.error !== null) await removeParts(out, result.image);
      options.done?.(result);
    };
    const todo: (Input & { readonly source: Source | null })[] = [];
    for (const input of found) {
      const source = settings.pseudonymised ? UNTOLD : await sourceOf(input.path);
      const finished = journal.done(input.name, source) && (await hasOutputs(input.name, journal, options));
      if (!finished) todo.push({ ...input, source });
    }
    options.started?.(todo.length + refused.length);
    for (const { name, reason } of refused) await record(failedImage(name, reason), null);
    const data: WorkerData = {
      settings,
      out,
      ...(model && { modelFolder: model.folder }),
      ...(classifier && { classifierFolder: classifier.folder }),
      ...(cells && { cellsFolder: cells.folder }),
      // several workers would only take the cores from one another
      ...(Math.min(jobs, todo.length) > 1 && { threads: 1 }),
    };
    const waiting = new Set(todo.map(({ name }) => name));
    await runPool<Input & { source: Source | null }, ImageResult>(
      todo,
      { module: new URL('./worker.js', import.meta.url), data, jobs },
      async ({ name, source }, answer) => {
        waiting.delete(name);
        await record('result' in answer ? answer.result : failedImage(name, answer.error), source);
      },
      stop,
    );
    const left = waiting.size;
    const names = [...found, ...refused].map(({ name }) => name).sort();
    const models = [model, classifier, cells].filter((used) => used !== undefined);
    if (left === 0 && shard && part) {
      await writeShardFile(out, { command, shard, all: part.all, own: names });
    } else if (left === 0) await writeSummaries(out, settings, models, journal, names);
    const asked = new Set(names);
    const gone = journal.images().filter((image) => !asked.has(image)).length;
    // what failed before and was not come to again is left
    const failed = names.filter((name) => journal.failed(name) === true && !waiting.has(name)).length;
    return { succeeded: names.length - failed - left, failed, left, gone };
  } finally {
    await journal.close();
  }
}

/** Stands for a file whose name is a pseudonym: size and time would tell whose it is, and another file has another pseudonym. */
const UNTOLD: Source = { bytes: 0, modified: 0 };

async function sourceOf(path: string): Promise<Source | null> {
  const info = await stat(path).catch(() => undefined);
  return info ? { bytes: info.size, modified: info.mtimeMs } : null;
}

async function hasOutputs(image: string, journal: Journal, { out, settings }: RunOptions): Promise<boolean> {
  for (const path of leftPaths(out, image, journal.mapped(image), settings)) {
    const info = await stat(path).catch(() => undefined);
    if (info === undefined || info.size === 0) return false;
  }
  return true;
}
