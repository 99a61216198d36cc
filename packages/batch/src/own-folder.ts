import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SOFTWARE } from '@leukolens/cad';
import { z } from 'zod';

const settingsSchema = z.object({
  software: z.object({ name: z.literal(SOFTWARE.name) }),
  command: z.string(),
});
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
    return command.startsWith('synth') ? 'set' : 'results';
  } catch {
    return undefined;
  }
}
