import { ImageError, Slide } from '@leukolens/imaging';
import { FileSource, sharpCodec } from '@leukolens/imaging/node';
import { fileReason } from '../file-reason.ts';
import { RunError } from '../run-error.ts';

/**
 * Opens a slide for as long as something is done with it.
 * @throws RunError where the file cannot be read or is no slide that is read here: the user's matter, not a fault
 */
export async function withSlide<Result>(
  path: string,
  use: (slide: Slide, source: FileSource) => Promise<Result>,
): Promise<Result> {
  const source = await opened(() => FileSource.open(path));
  try {
    return await use(await opened(() => Slide.open(source, sharpCodec)), source);
  } finally {
    await source.close();
  }
}

async function opened<Opened>(open: () => Promise<Opened>): Promise<Opened> {
  try {
    return await open();
  } catch (error) {
    const reason = error instanceof ImageError ? error.message : fileReason(error);
    throw reason === undefined ? error : new RunError(reason);
  }
}
