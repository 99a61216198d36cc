import { handcraftedSchema, type Model, networkOptionsSchema } from '@leukolens/cad';
import { z } from 'zod';
import { openModel, type StoredModel, shippedModels, usedModel } from './models.ts';
import { RunError } from './run-error.ts';

/** How nuclei can be found: by the paper's handcrafted method, by a network, or by both (see `Ensemble`). */
export const METHODS = ['handcrafted', 'unet', 'and', 'object'] as const;
export type Method = (typeof METHODS)[number];

/** The method where none is asked for. */
export const DEFAULT_METHOD: Method = 'handcrafted';

/** Everything that decides which pixels are nucleus. */
export const methodSettingsSchema = z.strictObject({
  method: z.enum(METHODS).default(DEFAULT_METHOD),
  handcrafted: handcraftedSchema.prefault({}),
  network: networkOptionsSchema.prefault({}),
  /** In how many mirror images the network looks at an image, their results averaged. */
  flips: z.union([z.literal(1), z.literal(4)]).default(1),
  /** The network, for the methods that have one. */
  model: z.strictObject({ name: z.string(), sha256: z.string() }).optional(),
});
export type MethodSettings = z.output<typeof methodSettingsSchema>;

/**
 * The network for a method: the one asked for; else the one that the settings name, which then has to come with the program;
 * else the only one that does. None for `handcrafted`.
 * @param asked a name or a folder, as `openModel` takes it
 * @throws RunError where it cannot be read, is another than the settings name, or cannot be told
 */
export async function methodModel(
  { method, model }: Pick<MethodSettings, 'method' | 'model'>,
  asked?: string,
): Promise<StoredModel<'outline'> | undefined> {
  if (method === 'handcrafted') return undefined;
  const stored = await openModel(asked ?? model?.name ?? (await onlyShipped(method)), 'outline');
  if (model) requireModel(model, stored);
  return stored;
}

/** @throws RunError where a model is not the one that settings were made with */
export function requireModel(expected: NonNullable<MethodSettings['model']>, found: Model): void {
  const { name, sha256 } = usedModel(found);
  if (sha256 === expected.sha256 && name === expected.name) return;
  const shown = (model: typeof expected) => `${model.name} (weights ${model.sha256.slice(0, 12)})`;
  throw new RunError(
    `the settings were made with the model ${shown(expected)}; found ${shown({ name, sha256 })}`,
  );
}

async function onlyShipped(method: Method): Promise<string> {
  const names = await shippedModels();
  if (names.length === 1) return names[0]!;
  const known = names.length === 0 ? 'no model comes with this version' : `one of ${names.join(', ')}`;
  throw new RunError(`the method ${method} needs a model: name it or its folder by --model (${known})`);
}
