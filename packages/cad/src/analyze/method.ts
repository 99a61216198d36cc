import { z } from 'zod';
import { handcraftedSchema } from '../segment/handcrafted.ts';
import { networkOptionsSchema } from '../segment/network/network-segmenter.ts';

/** How nuclei can be found: by the paper's handcrafted method, by a network, or by both (see `Ensemble`). */
export const METHODS = ['handcrafted', 'unet', 'and', 'object'] as const;
export type Method = (typeof METHODS)[number];

/** The method where none is asked for. */
export const DEFAULT_METHOD: Method = 'unet';

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
