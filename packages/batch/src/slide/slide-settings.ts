import { methodSettingsSchema } from '@leukolens/cad';
import { z } from 'zod';
import { runSettingsSchema } from '../settings.ts';

/** Everything that decides what is computed of a slide; written beside its outputs, enough to repeat it. */
export const slideSettingsSchema = z.strictObject({
  ...methodSettingsSchema.shape,
  /** The ensembles look at whole images alone. */
  method: z.enum(['handcrafted', 'unet']).default('handcrafted'),
  split: z.boolean().default(false),
  /** Where given it goes before what the file says. */
  micrometresPerPixel: z.number().positive().max(100).optional(),
  /** Side of the tiles that are worked on at a time, px of the full resolution: `TILE_SIDES` where none is asked for. */
  tileSide: z.int().min(256).max(8192),
  cells: runSettingsSchema.shape.cells,
});
export type SlideSettings = z.output<typeof slideSettingsSchema>;

/** With these, two workers stay under 2 GiB; larger tiles are no faster. */
export const TILE_SIDES = { handcrafted: 2048, unet: 1024 } as const;

/** By what a slide's file is known again: its length and the SHA-256 of its first MiB. */
export const slideSourceSchema = z.strictObject({ bytes: z.number(), head: z.string() });
export type SlideSource = z.infer<typeof slideSourceSchema>;
