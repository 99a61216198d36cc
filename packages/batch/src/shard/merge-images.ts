import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { ImageResult } from '@leukolens/cad';
import { JOURNAL, Journal } from '../journal.ts';
import type { StoredModel } from '../models.ts';
import { leftPaths } from '../output.ts';
import { type Existing, prepareOutput } from '../output-folder.ts';
import { RunError } from '../run-error.ts';
import { type RunSettings, runSettingsSchema } from '../settings.ts';
import { writeSummaries } from '../summaries.ts';
import { type DoneShard, requireApartFrom } from './shard-file.ts';

export interface MergeOptions {
  readonly out: string;
  readonly existing: Existing;
  /** Opens the models that settings name, for the report. */
  readonly models: (settings: RunSettings) => Promise<readonly StoredModel[]>;
}

/** How many images were put together, without and with an error. */
export interface Merged {
  readonly succeeded: number;
  readonly failed: number;
}

/** Puts the shards of a run over images together: the folder then holds what one run over all would have left. */
export async function mergeImages(
  shards: readonly DoneShard[],
  { out, existing, models }: MergeOptions,
): Promise<Merged> {
  requireApartFrom(
    shards.map(({ folder }) => folder),
    out,
  );
  const [{ command, settings: text }] = shards as [DoneShard];
  const settings = runSettingsSchema.parse(JSON.parse(text).settings);
  const opened = await models(settings);
  if (existing === 'refuse' && existsSync(join(out, 'settings.json'))) {
    throw new RunError(`${out} holds the results of a run: add --overwrite, or name another folder`);
  }
  await prepareOutput(out, settings, command, existing);
  const journal = await Journal.open(join(out, JOURNAL));
  let failed = 0;
  try {
    for (const { folder, own } of shards) {
      const part = await Journal.open(join(folder, JOURNAL));
      for await (const record of part.records(own)) {
        if (record.error === null) await copyParts(folder, out, record, settings);
        else failed++;
        await journal.append(record, part.source(record.image));
      }
      await part.close();
    }
    const names = shards.flatMap(({ own }) => own).sort();
    await writeSummaries(out, settings, opened, journal, names);
    return { succeeded: names.length - failed, failed };
  } finally {
    await journal.close();
  }
}

async function copyParts(
  from: string,
  to: string,
  { image, maps }: ImageResult,
  settings: RunSettings,
): Promise<void> {
  for (const path of leftPaths(from, image, maps.length > 0, settings)) {
    const target = join(to, relative(from, path));
    await mkdir(dirname(target), { recursive: true });
    await copyFile(path, target);
  }
}
