import { DEFAULT_MODELS, PARTS, type Part } from '@leukolens/batch';
import { CLASSIFIER_LAYERS, MAP_METHODS, type ModelKind, POOLED_LAYER_NOTE } from '@leukolens/cad';
import { CELLS_OPTION, CLASSIFIER_OPTION, chosenCells, chosenClassifier } from '../classifier-option.ts';
import { command } from '../command.ts';
import { IMAGE_PATHS, IMAGE_RUN_OPTIONS, imageRun, imageRunNotes } from '../image-run.ts';
import { METHOD_NOTE } from '../method-options.ts';
import { choices, toggle } from '../option-types.ts';

const PART_NAMES = Object.keys(PARTS) as [Part, ...Part[]];

export const analyze = command({
  name: 'analyze',
  summary: 'everything: nuclei, class, what speaks for it, each nucleus by itself; a report and tables',
  positional: IMAGE_PATHS,
  options: {
    ...IMAGE_RUN_OPTIONS,
    classifier: CLASSIFIER_OPTION,
    cells: CELLS_OPTION,
    layers: {
      ...choices('--layers <names>', 'the layers that maps are made of', CLASSIFIER_LAYERS),
      shownDefault: 'layer3',
    },
    nucleiOnly: toggle('--nuclei-only', 'no classifier: nuclei, tables and report alone'),
    methods: {
      ...choices('--methods <names>', 'the maps that are made', MAP_METHODS),
      shownDefault: 'all',
    },
    only: choices('--only <parts>', 'write only these of the image files', PART_NAMES),
  },
  notes: [
    METHOD_NOTE,
    `Maps: Grad-CAM, Grad-CAM++, HiResCAM and XGrad-CAM; ${POOLED_LAYER_NOTE}.`,
    ...imageRunNotes(PART_NAMES),
    'report.html is where to begin: the run at a glance, and a page an image. It is one file as long as there are at most ten.',
  ],
  examples: [
    'leukolens analyze smears/ -o results',
    'leukolens analyze smears/ -o results --um-per-pixel 0.1 --resume',
  ],
  run: (values, paths) =>
    imageRun('analyze', values, paths, async (saved) => {
      const defaults: Partial<Record<ModelKind, string>> = DEFAULT_MODELS;
      const named = values.classifier ?? saved.classifier?.name ?? defaults.classifier;
      const cells = values.nucleiOnly ? undefined : await chosenCells(values.cells, saved);
      if (values.nucleiOnly || named === undefined) {
        const only = (values.only ?? saved.only ?? PART_NAMES).filter((part) => part !== 'maps');
        return {
          settings: { only, classifier: undefined, cells: cells?.named, layers: [], target: undefined },
          cells: cells?.classifier,
        };
      }
      const found = await chosenClassifier(values.classifier, saved);
      const layers = values.layers ?? (saved.layers?.length ? saved.layers : (['layer3'] as const));
      return {
        settings: {
          only: [...(values.only ?? saved.only ?? PART_NAMES)],
          classifier: found.named,
          cells: cells?.named,
          layers: [...layers],
          methods: values.methods ?? saved.methods,
          target: undefined,
        },
        classifier: found.classifier,
        cells: cells?.classifier,
      };
    }),
});
