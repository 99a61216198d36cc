import { readFile } from 'node:fs/promises';
import { fileReason, RunError } from '@leukolens/batch';
import { readSegmentationResult, type SegmentationResult } from '@leukolens/study';
import { z } from 'zod';

/** A result that a command wrote; undefined where there is no such file. @throws RunError where it holds something else */
export async function savedResult(file: string): Promise<SegmentationResult | undefined> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw new RunError(`${file}: ${fileReason(error) ?? String(error)}`);
  });
  if (text === undefined) return undefined;
  try {
    return readSegmentationResult(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof z.ZodError ? error.issues[0]!.message : (error as Error).message;
    throw new RunError(
      `${file} is no result of evaluate segmentation or crossval: ${reason.split('\n', 1)[0]}`,
    );
  }
}

/** The same of a file that has to be there. @throws RunError where it is not, too */
export async function requiredResult(file: string): Promise<SegmentationResult> {
  const result = await savedResult(file);
  if (result === undefined) throw new RunError(`${file}: there is no such file`);
  return result;
}
