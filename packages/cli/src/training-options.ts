import { z } from 'zod';
import { number } from './option-types.ts';

/** What every command that trains asks for. */
export const TRAINING_OPTIONS = {
  dataset: {
    flag: '--dataset <names>',
    help: 'data sets with masks of nuclei, with commas between',
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
