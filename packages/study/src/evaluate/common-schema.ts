import { z } from 'zod';

/** What a result was made by. */
export const softwareSchema = z.object({
  name: z.string(),
  version: z.string(),
  /** Versions of what it ran on, by name (Node, libraries). */
  versions: z.record(z.string(), z.string()),
  command: z.string().optional(),
});

/** A point of a learning curve. @param validation what is known of the images watched, besides their loss */
export function epochSchema<Shape extends z.ZodRawShape>(validation: Shape) {
  return z.object({
    epoch: z.int().nonnegative(),
    step: z.int().nonnegative(),
    learningRate: z.number(),
    loss: z.number(),
    validation: z.object({ loss: z.number(), ...validation }).optional(),
  });
}
