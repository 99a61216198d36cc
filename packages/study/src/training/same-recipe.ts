import type { z } from 'zod';

/** Whether a recorded recipe is the one asked for; what it was written without, since it came later, has its default. */
export function isSameRecipe<Read>(recorded: unknown, recipe: Read, schema: z.ZodType<Read>): boolean {
  const { success, data } = schema.safeParse(recorded);
  return success && JSON.stringify(data) === JSON.stringify(recipe);
}
