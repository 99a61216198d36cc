import { z } from 'zod';
import { methodSettingsSchema } from './method.ts';
import { PARTS, type Part } from './output.ts';

const parts = Object.keys(PARTS) as [Part, ...Part[]];

/** Everything that decides what a run computes; written beside its outputs, enough to repeat it. */
export const segmentSettingsSchema = z.strictObject({
  ...methodSettingsSchema.shape,
  split: z.boolean().default(false),
  micrometresPerPixel: z.number().positive().max(100).optional(),
  maxPixels: z
    .int()
    .positive()
    .max(2 ** 31)
    .default(100_000_000),
  only: z.array(z.enum(parts)).default(parts),
});

export type SegmentSettings = z.output<typeof segmentSettingsSchema>;
