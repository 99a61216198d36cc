import { CLASSIFIER_LAYERS, MAP_METHODS, methodSettingsSchema } from '@leukolens/cad';
import { z } from 'zod';
import { NUCLEI_PARTS, PARTS, type Part } from './output.ts';

const parts = Object.keys(PARTS) as [Part, ...Part[]];

/** Everything that decides what a run computes; written beside its outputs, enough to repeat it. */
export const runSettingsSchema = z.strictObject({
  ...methodSettingsSchema.shape,
  split: z.boolean().default(false),
  micrometresPerPixel: z.number().positive().max(100).optional(),
  maxPixels: z
    .int()
    .positive()
    .max(2 ** 31)
    .default(100_000_000),
  /** Whether images go by names drawn at random; a run so made is not gone on with by their own. */
  pseudonymised: z.boolean().default(false),
  only: z.array(z.enum(parts)).default([...NUCLEI_PARTS]),
  /** The classifier, for runs that classify. */
  classifier: z
    .strictObject({ name: z.string(), sha256: z.string(), classes: z.array(z.string()) })
    .optional(),
  /** The classifier of single nuclei, for runs that look at them so. */
  cells: z.strictObject({ name: z.string(), sha256: z.string(), classes: z.array(z.string()) }).optional(),
  /** Layers whose maps are made; none where nothing is explained. */
  layers: z.array(z.enum(CLASSIFIER_LAYERS)).default([]),
  /** Which of the four maps are made of each. */
  methods: z
    .array(z.enum(MAP_METHODS))
    .min(1)
    .default([...MAP_METHODS]),
  /** The class that maps explain, by name; where absent, each image's most probable. */
  target: z.string().optional(),
});

export type RunSettings = z.output<typeof runSettingsSchema>;
