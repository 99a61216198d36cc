import { DEFAULT_MODELS, NUCLEI_PARTS } from '@leukolens/batch';
import { CELLS_OPTION, CLASSIFIER_OPTION, chosenCells, chosenClassifier } from '../classifier-option.ts';
import { command } from '../command.ts';
import { IMAGE_PATHS, IMAGE_RUN_OPTIONS, imageRun, imageRunNotes } from '../image-run.ts';
import { METHOD_NOTE } from '../method-options.ts';
import { NUCLEI_ONLY_OPTION } from '../options-shared.ts';

export const classify = command({
  name: 'classify',
  summary: 'classify images by the nuclei in them, with a probability for each class',
  positional: IMAGE_PATHS,
  options: {
    ...IMAGE_RUN_OPTIONS,
    classifier: CLASSIFIER_OPTION,
    cells: CELLS_OPTION,
    only: NUCLEI_ONLY_OPTION,
  },
  notes: [METHOD_NOTE, ...imageRunNotes(NUCLEI_PARTS)],
  examples: [
    'leukolens classify smears/ -o results',
    'leukolens classify smears/ -o results --classifier my-classifier/ --only masks',
  ],
  run: (values, paths) =>
    imageRun('classify', values, paths, async (saved) => {
      const { classifier, named } = await chosenClassifier(values.classifier, saved);
      const only = values.only ?? saved.only?.filter((part) => part !== 'maps');
      const cells = await chosenCells(values.cells, saved, DEFAULT_MODELS.cells);
      return {
        settings: { only, classifier: named, cells: cells?.named, layers: [], target: undefined },
        classifier,
        cells: cells?.classifier,
      };
    }),
});
