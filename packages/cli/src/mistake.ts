import { fileReason, RunError } from '@leukolens/batch';
import { ImageError } from '@leukolens/imaging';
import { DatasetError } from '@leukolens/study';

/** The one line to print for an error that lies outside the program; undefined for a bug. */
export function mistake(error: unknown): string | undefined {
  if ([RunError, ImageError, DatasetError].some((known) => error instanceof known))
    return (error as Error).message;
  const reason = fileReason(error);
  if (reason === undefined) return undefined;
  const { path } = error as { path?: string };
  return path === undefined ? reason : `${path}: ${reason}`;
}
