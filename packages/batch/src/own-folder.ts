import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SOFTWARE } from '@leukolens/cad';
import { z } from 'zod';

const settingsSchema = z.object({
  software: z.object({ name: z.literal(SOFTWARE.name) }),
  command: z.string(),
});
/** What a run leaves beside its settings, which may have been copied. */
const LEFT = ['results.ndjson', 'results.json', 'tiles.ndjson'];
/** Settings of a run have a kilobyte. */
const MOST_BYTES = 2 ** 20;

/**
 * What this program left in a folder: the results of a run, whose pictures are no photographs, or a synthetic set, of which only `images`
 * are; undefined for any other folder.
 */
export async function ownFolder(folder: string): Promise<'results' | 'set' | undefined> {
  const path = join(folder, 'settings.json');
  const info = await stat(path).catch(() => undefined);
  if (info === undefined || !info.isFile() || info.size > MOST_BYTES) return undefined;
  try {
    const { command } = settingsSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    // the page exports photographs with their corrections as a set, too
    if (command.startsWith('synth') || existsSync(join(folder, 'manifest.csv'))) return 'set';
    return LEFT.some((name) => existsSync(join(folder, name))) ? 'results' : undefined;
  } catch {
    return undefined;
  }
}
