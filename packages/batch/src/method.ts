import type { MethodSettings } from '@leukolens/cad';
import { modelFor, type StoredModel } from './models.ts';

/**
 * The network for a method, as `modelFor` finds it; none for `handcrafted`.
 * @param asked a name or a folder, as `openModel` takes it
 */
export async function methodModel(
  { method, model }: Pick<MethodSettings, 'method' | 'model'>,
  asked?: string,
): Promise<StoredModel<'outline'> | undefined> {
  return method === 'handcrafted' ? undefined : modelFor('outline', asked, model);
}
