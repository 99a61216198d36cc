import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { methodSettingsSchema, NOTICE, SOFTWARE } from '@leukolens/cad';
import { TEMPORARY, writeWhole } from './atomic.ts';
import { differences } from './differences.ts';
import { fileReason } from './file-reason.ts';
import { JOURNAL, recordedImages } from './journal.ts';
import { PARTS, type Part, partPaths } from './output.ts';
import { RunError } from './run-error.ts';
import type { RunSettings } from './settings.ts';
import type { Shard } from './shard/shard.ts';
import { SHARD_FILE } from './shard/shard-file.ts';
import { SUMMARIES } from './summaries.ts';

/** What to do where the folder holds a run already: refuse, go on with it, or begin anew. */
export type Existing = 'refuse' | 'resume' | 'overwrite';

/**
 * Makes the output folder ready, with the run's settings in it. A folder with anything else than a run in it is never
 * taken; of a run that is overwritten, what its journal names goes away and nothing else.
 *
 * @throws RunError where the folder may not be used, saying why and what to do
 */
export async function prepareOutput(
  out: string,
  settings: RunSettings,
  command: string,
  existing: Existing,
  shard?: Shard,
): Promise<void> {
  try {
    await mkdir(out, { recursive: true });
    const path = join(out, 'settings.json');
    const whole = { software: SOFTWARE, notice: NOTICE, command, settings, ...(shard && { shard }) };
    const text = `${JSON.stringify(whole, null, 2)}\n`;
    const before = await readFile(path, 'utf8').catch(() => undefined);
    if (before === undefined) await requireEmpty(out);
    else {
      requireRun(out, before, command);
      if (existing === 'refuse') {
        throw new RunError(
          `${out} holds the results of a run: add --resume or --overwrite, or name another folder`,
        );
      }
      if (existing === 'resume') requireSameModel(out, before, settings);
      if (existing === 'resume' && before !== text) {
        throw new RunError(`${out} was made ${otherwise(before, whole)}: see its settings.json`);
      }
      if (existing === 'resume') await sweep(out);
      else await clear(out);
    }
    await writeWhole(path, text);
  } catch (error) {
    const reason = fileReason(error);
    throw reason === undefined ? error : new RunError(`cannot write to ${out}: ${reason}`);
  }
}

/**
 * @param allowed names that may be there
 * @throws RunError where the folder holds anything else but the temporary files of a run that was killed
 */
export async function requireEmpty(out: string, allowed: readonly string[] = []): Promise<void> {
  const others = (name: string) => !TEMPORARY.test(name) && !allowed.includes(name);
  const names = (await readdir(out)).filter(others);
  if (names.length === 0) return;
  throw new RunError(
    `${out} holds other files (${names.slice(0, 3).join(', ')}): name a new or an empty folder`,
  );
}

/** How the run of a settings.json differs from what is asked for now. */
export function otherwise(before: string, now: { readonly software: unknown }): string {
  const differing = differences(JSON.parse(before), JSON.parse(JSON.stringify(now)));
  const settings = differing
    .filter((path) => !path.startsWith('software'))
    .map((path) => path.replace('settings.', ''));
  return settings.length > 0 ? `with other settings (${settings.join(', ')})` : 'by another version';
}

function requireRun(out: string, settings: string, command: string): void {
  try {
    if (JSON.parse(settings).command === command) return;
  } catch {
    // not JSON: not ours
  }
  throw new RunError(`${out} holds something else than a run of ${command}: name another folder`);
}

/** Says by name that a run was made with another network, since that is easily mistaken for the same. */
function requireSameModel(out: string, before: string, { model }: RunSettings): void {
  const earlier = methodSettingsSchema.shape.model.safeParse(JSON.parse(before).settings?.model).data;
  const shown = (of: typeof model) =>
    of ? `the model ${of.name} (weights ${of.sha256.slice(0, 12)})` : 'no model';
  if (shown(earlier) !== shown(model)) {
    throw new RunError(`${out} was made with ${shown(earlier)}; this run has ${shown(model)}`);
  }
}

/** Removes what a run left: its journal last, since it says what there is. */
async function clear(out: string): Promise<void> {
  const journal = join(out, JOURNAL);
  for (const image of await recordedImages(journal)) await removeParts(out, image);
  for (const name of [...SUMMARIES, SHARD_FILE]) await rm(join(out, name), { force: true });
  await sweep(out);
  await rm(journal, { force: true });
}

/** Removes all files that a run may have left of an image. */
export async function removeParts(out: string, image: string): Promise<void> {
  for (const part of Object.keys(PARTS) as Part[]) {
    for (const path of partPaths(out, part, image)) await rm(path, { force: true });
  }
}

/** Removes the temporary files of a run that was killed. */
async function sweep(out: string): Promise<void> {
  for (const { folder } of Object.values(PARTS)) {
    const entries = await readdir(join(out, folder), { recursive: true }).catch(() => []);
    for (const name of entries) {
      if (TEMPORARY.test(name.split(/[\\/]/).at(-1)!)) await rm(join(out, folder, name), { force: true });
    }
  }
}
