import { readFile } from 'node:fs/promises';
import { fileReason } from '@leukolens/batch';
import {
  type ClassifierRecipe,
  classifierRecipeSchema,
  findDataset,
  type PaperVariant,
  paperClassifierRecipe,
  paperRecipe,
  type Recipe,
  recipeSchema,
  universalRecipe,
} from '@leukolens/study';
import type { z } from 'zod';
import { UsageError } from './command.ts';
import { text } from './option-types.ts';

export const RECIPE_OPTION = {
  ...text(
    '--recipe <name|file>',
    "how to train: `universal` (that of the network that ships), `paper` (the paper's Table A2, for one set) or a recipe as JSON",
  ),
  shownDefault: 'universal',
};

export const CLASSIFIER_RECIPE_OPTION = text(
  '--recipe <name|file>',
  'how to train: `paper-HEAD-ACTIVATION-SEES`, such as paper-linear-relu-nuclei (Table 1), or a recipe as JSON',
);

/** The recipe that was named, for these data sets. @throws UsageError naming what is wrong with it */
export async function recipeNamed(named: string | undefined, datasets: readonly string[]): Promise<Recipe> {
  if (named === undefined || named === 'universal') return universalRecipe();
  if (named === 'paper') {
    if (datasets.length !== 1)
      throw new UsageError('--recipe paper: the paper trains on one set at a time; name one with --dataset');
    return paperRecipe(datasets[0]!);
  }
  return readRecipe(named, recipeSchema);
}

/** The paper's variants, by name (Table 1). */
const PAPER_VARIANT = /^paper-(linear|medium)-(relu|mish)-(nuclei|whole)$/;

/**
 * The classifier's recipe that was named, for a data set.
 * @throws UsageError naming what is wrong with it
 */
export async function classifierRecipe(
  named: string | undefined,
  dataset: string,
): Promise<ClassifierRecipe> {
  if (named === undefined) throw new UsageError('--recipe is missing');
  const [, head, activation, sees] = PAPER_VARIANT.exec(named) ?? [];
  if (head === undefined) return readRecipe(named, classifierRecipeSchema);
  const classes = findDataset(dataset)?.labels ?? [];
  if (classes.length < 2) {
    throw new UsageError(`--recipe ${named}: no classes are known of ${dataset}; name a recipe's file`);
  }
  return paperClassifierRecipe({ head, activation, sees } as PaperVariant, classes);
}

async function readRecipe<Read>(named: string, schema: z.ZodType<Read>): Promise<Read> {
  try {
    const parsed = schema.safeParse(JSON.parse(await readFile(named, 'utf8')));
    if (parsed.success) return parsed.data;
    const { path, message } = parsed.error.issues[0]!;
    throw new UsageError(`--recipe ${named}: ${path.join('.')}: ${message}`);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--recipe ${named}: ${fileReason(error) ?? (error as Error).message}`);
  }
}
