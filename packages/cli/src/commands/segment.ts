import { NUCLEI_PARTS } from '@leukolens/batch';
import { command } from '../command.ts';
import { IMAGE_PATHS, IMAGE_RUN_OPTIONS, imageRun, imageRunNotes } from '../image-run.ts';
import { METHOD_NOTE } from '../method-options.ts';
import { NUCLEI_ONLY_OPTION } from '../options-shared.ts';

export const segment = command({
  name: 'segment',
  summary: 'outline, count and measure the nuclei of white cells in images and folders of images',
  positional: IMAGE_PATHS,
  options: { ...IMAGE_RUN_OPTIONS, only: NUCLEI_ONLY_OPTION },
  notes: [METHOD_NOTE, ...imageRunNotes(NUCLEI_PARTS)],
  examples: [
    'leukolens segment smears/ -o results',
    'leukolens segment smears/ -o results --um-per-pixel 0.1 --split',
    'leukolens segment smears/ -o results --method unet --model my-model/',
    'leukolens segment other/ -o results-2 --settings results/settings.json',
  ],
  run: (values, paths) =>
    imageRun('segment', values, paths, (saved) => ({
      settings: {
        only: values.only ?? saved.only?.filter((part) => part !== 'maps'),
        classifier: undefined,
        cells: undefined,
        layers: [],
        target: undefined,
      },
    })),
});
