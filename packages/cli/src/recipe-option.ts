import { readFile, stat } from 'node:fs/promises';
import { fileReason, openModel, RunError } from '@leukolens/batch';
import {
  type ClassifierRecipe,
  classifierRecipeSchema,
  findDataset,
  openDataset,
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
  "how to train, required: as a classifier that `models` lists, or one of a folder, was trained (stages: whole fields, lymphoblasts: single nuclei), for your data's classes; `paper-HEAD-ACTIVATION-SEES`, such as paper-linear-relu-nuclei (Table 1); or a recipe as JSON",
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
 * The classifier's recipe that was named, for data sets; a file's has classes of its own.
 * @param data the set's folder, or that of all sets
 * @throws UsageError naming what is wrong with it
 */
export async function classifierRecipe(
  named: string | undefined,
  datasets: readonly string[],
  data: string,
): Promise<ClassifierRecipe> {
  if (named === undefined)
    throw new UsageError('--recipe is missing, such as --recipe stages; --help tells more');
  if (named.endsWith('.json') || (await isFile(named))) return readRecipe(named, classifierRecipeSchema);
  const [, head, activation, sees] = PAPER_VARIANT.exec(named) ?? [];
  const model = head === undefined ? await modelNamed(named) : undefined;
  const classes = [...new Set((await Promise.all(datasets.map((name) => classesOf(name, data)))).flat())];
  if (classes.length < 2) {
    throw new UsageError(
      `--recipe ${named}: ${datasets.join(', ')} has ${classes.length === 0 ? 'no classes' : 'one class'}; expected two or more in its manifest's column label`,
    );
  }
  if (model === undefined) return paperClassifierRecipe({ head, activation, sees } as PaperVariant, classes);
  const recipe = classifierRecipeSchema.parse(model.description.training.recipe);
  return { ...recipe, design: { ...recipe.design, classes } };
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}

async function modelNamed(named: string) {
  try {
    return await openModel(named, 'classifier');
  } catch (error) {
    throw error instanceof RunError ? new UsageError(`--recipe ${named}: ${error.message}`) : error;
  }
}

/** The classes of a set: of a known one in their order there, else as its manifest names them. */
async function classesOf(name: string, data: string): Promise<readonly string[]> {
  const known = findDataset(name)?.labels ?? [];
  if (known.length > 0) return known;
  const { items } = await openDataset(name, data);
  return [...new Set(items.flatMap(({ label }) => (label === undefined ? [] : [label])))].sort();
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
