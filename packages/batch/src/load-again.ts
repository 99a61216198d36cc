import type { ModelKind } from '@leukolens/cad';
import { type NamedModel, openModel, requireModel, type StoredModel } from './models.ts';
import { RunError } from './run-error.ts';

/**
 * A model in a worker, which the run has opened before.
 * @param folder undefined for runs that have none
 * @throws RunError where it cannot be read any more or is another; the reason becomes part of results, so that no path is in it
 */
export async function loadAgain<Kind extends ModelKind>(
  folder: string | undefined,
  kind: Kind,
  named: NamedModel | undefined,
): Promise<StoredModel<Kind> | undefined> {
  if (folder === undefined) return undefined;
  const found = await openModel(folder, kind).catch((error: unknown) => {
    if (!(error instanceof RunError)) throw error;
    throw new RunError('the network can no longer be read: it was moved or altered while the run went on');
  });
  if (named) requireModel(named, found);
  return found;
}
