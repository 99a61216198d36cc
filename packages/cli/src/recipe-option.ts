import { readFile } from 'node:fs/promises';
import { fileReason } from '@leukolens/batch';
import { paperRecipe, type Recipe, recipeSchema } from '@leukolens/study';
import { UsageError } from './command.ts';
import { text } from './option-types.ts';

export const RECIPE_OPTION = {
  ...text(
    '--recipe <name|file>',
    "how to train: `paper` (the paper's Table A2, for one set) or a recipe as JSON",
  ),
};

/** The recipe that was named, for these data sets. @throws UsageError naming what is wrong with it */
export async function recipeNamed(named: string | undefined, datasets: readonly string[]): Promise<Recipe> {
  if (named === undefined) throw new UsageError('--recipe is missing');
  if (named === 'paper') {
    if (datasets.length !== 1)
      throw new UsageError('--recipe paper: the paper trains on one set at a time; name one with --dataset');
    return paperRecipe(datasets[0]!);
  }
  try {
    const parsed = recipeSchema.safeParse(JSON.parse(await readFile(named, 'utf8')));
    if (parsed.success) return parsed.data;
    const { path, message } = parsed.error.issues[0]!;
    throw new UsageError(`--recipe ${named}: ${path.join('.')}: ${message}`);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--recipe ${named}: ${fileReason(error) ?? (error as Error).message}`);
  }
}
