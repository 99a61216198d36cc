import { MODEL_NAME } from '@leukolens/cad';
import { z } from 'zod';
import { choice, number, toggle } from './option-types.ts';

/** What every command that trains asks for. */
export const TRAINING_OPTIONS = {
  dataset: {
    flag: '--dataset <names>',
    help: 'data sets with truth, with commas between',
    schema: z
      .string('name the data sets')
      .transform((given) => given.split(',').filter((name) => name !== ''))
      .refine(
        (names) => names.length > 0 && new Set(names).size === names.length,
        'expected names, each once',
      ),
  },
  data: {
    flag: '--data <dir>',
    help: "a set's folder, or the folder that holds the sets under their names",
    schema: z.string('name the folder of the data'),
  },
  seed: number(
    '--seed <n>',
    'from which folds, first weights and the order of images follow, a whole number',
    z.int(),
    '1',
  ),
  threads: number(
    '--threads <n>',
    'processor threads of the network, 1 to 256',
    z.int().min(1).max(256),
    'all cores',
  ),
  work: {
    flag: '--work <dir>',
    help: 'folder for checkpoints, from which a run that was stopped goes on',
    schema: z.string().default('.cache/training'),
    shownDefault: '.cache/training',
  },
};

/** What every command that trains a model asks for, and how its weights are stored. */
export const MODEL_OUT = {
  flag: '-o, --out <dir>',
  help: "folder for the model; its last part is the model's name",
  // before a training, not after it
  schema: z
    .string("the model's folder is missing")
    .refine(
      (folder) => MODEL_NAME.test(modelNameOf(folder)),
      "its last part is the model's name: expected small letters, digits, dots and hyphens",
    ),
};

/** The last part of a model's folder. */
export function modelNameOf(folder: string): string {
  return folder.split(/[\\/]/).filter(Boolean).at(-1) ?? '';
}

export const STORAGE_OPTION = choice(
  '--storage <kind>',
  'how weights are stored',
  ['float16', 'int8', 'float32'],
  'float16',
);

export const FIGURES_OPTION = {
  flag: '--figures <files>',
  help: "results of networks trained in the same way on other images, with commas between, for the model's card",
  schema: z
    .string()
    .transform((given) => given.split(',').filter((file) => file !== ''))
    .optional(),
};

export const REFIT_OPTION = toggle(
  '--refit',
  'in the end train once more, on the images held back to calibrate, too; what they settled is kept',
);

/** What every command that goes fold by fold asks for. */
export const FOLDS_OPTIONS = {
  only: {
    flag: '--only <folds>',
    help: 'folds to do, by their numbers from 0, with commas between',
    schema: z
      .string()
      .regex(/^\d{1,3}(,\d{1,3})*$/, 'expected numbers with commas between')
      .transform((given) => given.split(',').map(Number))
      .optional(),
    shownDefault: 'all',
  },
  resume: toggle(
    '--resume',
    'go on: folds that the results hold are left, a fold under way goes on at its checkpoint',
  ),
};

/** How the images of a set with classes are parted. */
export const GUARDED_OPTIONS = {
  guarded: toggle(
    '--guarded',
    'folds of neighbouring blocks of each class, with a block left out beside them; for sets that are numbered by slide',
  ),
  blocks: toggle('--blocks', 'folds of neighbouring blocks of each class, without guards'),
  folds: number(
    '--folds <n>',
    'folds made where there is no file of them yet, 2 to 100',
    z.int().min(2).max(100),
    '10; guarded 3',
  ),
};
