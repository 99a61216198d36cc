import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ImageResult, NOTICE, SOFTWARE } from '@leukolens/cad';
import { TEMPORARY, writeWhole } from './atomic.ts';
import { fileReason } from './file-reason.ts';
import type { Input, Inputs } from './inputs.ts';
import { Journal } from './journal.ts';
import { PARTS } from './output.ts';
import { runPool } from './pool.ts';
import { RunError } from './run-error.ts';
import type { SegmentSettings } from './settings.ts';
import { SUMMARIES, writeSummaries } from './summaries.ts';
import type { WorkerData } from './worker.ts';

export interface RunOptions {
  readonly settings: SegmentSettings;
  /** The folder that outputs go to. */
  readonly out: string;
  /** Worker threads, 1 or more. */
  readonly jobs: number;
  /** What to do where `out` holds a run already: refuse, go on with it, or begin anew. */
  readonly existing: 'refuse' | 'resume' | 'overwrite';
  /** Called when an image is done, in the order they are. */
  readonly done?: (record: ImageResult) => void;
  /** Aborted to stop early: images under way are finished first. */
  readonly stop?: AbortSignal;
}

/** How a run ended. */
export interface RunOutcome {
  /** Images recorded without and with an error, those of an earlier run that was resumed included. */
  readonly succeeded: number;
  readonly failed: number;
  /** Images that were left when the run was stopped. */
  readonly left: number;
}

/**
 * Segments every input and writes what DESIGN 8 lists into `out`. Each image is recorded in `results.ndjson` as soon
 * as its outputs are written; the summaries are made from that in the end, in the order of the images' names,
 * whatever the order of finishing. A resumed run does again what is missing or failed, and nothing else.
 *
 * @throws RunError if `out` holds a run and may not be used, or a resumed run's settings differ
 */
export async function runSegmentation({ found, refused }: Inputs, options: RunOptions): Promise<RunOutcome> {
  const { out, settings, existing, jobs, stop } = options;
  await prepare(out, settings, existing);
  const journal = await Journal.open(join(out, 'results.ndjson'), existing !== 'resume');
  try {
    const record = async (result: ImageResult): Promise<void> => {
      await journal.append(result);
      options.done?.(result);
    };
    for (const { name, reason } of refused) await record(failure(name, reason));
    const todo = found.filter(({ name }) => !journal.done(name));
    await runPool<Input, ImageResult>(
      todo,
      { module: new URL('./worker.js', import.meta.url), data: { settings, out } satisfies WorkerData, jobs },
      async ({ name }, answer) => record('result' in answer ? answer.result : failure(name, answer.error)),
      stop,
    );
    const left = found.filter(({ name }) => !journal.has(name)).length;
    if (left === 0) await writeSummaries(out, settings, journal);
    return { succeeded: journal.size - journal.failures, failed: journal.failures, left };
  } finally {
    await journal.close();
  }
}

function failure(image: string, error: string): ImageResult {
  return { image, width: null, height: null, nuclei: null, warnings: [], error };
}

/** Makes the output folder ready, with the run's settings in it. */
async function prepare(
  out: string,
  settings: SegmentSettings,
  existing: RunOptions['existing'],
): Promise<void> {
  try {
    await mkdir(out, { recursive: true });
    const path = join(out, 'settings.json');
    const text = `${JSON.stringify({ software: SOFTWARE, notice: NOTICE, command: 'segment', settings }, null, 2)}\n`;
    if (await stat(path).catch(() => undefined)) {
      if (existing === 'refuse') {
        throw new RunError(
          `${out} holds the results of a run: add --resume or --overwrite, or name another folder`,
        );
      }
      if (existing === 'resume' && (await readFile(path, 'utf8')) !== text) {
        throw new RunError(`${out} was made with other settings or another version: see its settings.json`);
      }
    }
    if (existing === 'overwrite') await clear(out);
    if (existing === 'resume') await sweep(out);
    await writeWhole(path, text);
  } catch (error) {
    const reason = fileReason(error);
    throw reason === undefined ? error : new RunError(`cannot write to ${out}: ${reason}`);
  }
}

/** Removes what an earlier run left, and nothing else. */
async function clear(out: string): Promise<void> {
  const folders = Object.values(PARTS).map(({ folder }) => folder);
  for (const name of [...folders, ...SUMMARIES]) await rm(join(out, name), { recursive: true, force: true });
}

/** Removes the temporary files of a run that was killed. */
async function sweep(out: string): Promise<void> {
  for (const entry of await readdir(out, { recursive: true, withFileTypes: true })) {
    if (TEMPORARY.test(entry.name)) await rm(join(entry.parentPath, entry.name));
  }
}
