import { DEFAULT_MODELS, RunError } from '@leukolens/batch';
import { chosenCells, chosenClassifier } from '../classifier-option.ts';
import { command } from '../command.ts';
import { IMAGE_PATHS, IMAGE_RUN_OPTIONS, imageRun, imageRunNotes } from '../image-run.ts';
import { MAPS_NOTE, mapOptions, PART_NAMES } from '../map-options.ts';
import { METHOD_NOTE } from '../method-options.ts';
import { text } from '../option-types.ts';

export const explain = command({
  name: 'explain',
  summary:
    'classify images and show what speaks for the class: four activation maps, on the image and by nucleus',
  positional: IMAGE_PATHS,
  options: {
    ...IMAGE_RUN_OPTIONS,
    ...mapOptions('layer3,layer4'),
    target: text('--target <class>', "the class to explain, by name (default: each image's most probable)"),
  },
  notes: [METHOD_NOTE, MAPS_NOTE, ...imageRunNotes(PART_NAMES)],
  examples: [
    'leukolens explain smears/ -o results',
    'leukolens explain smears/ -o results --layers layer3 --target Early',
  ],
  run: (values, paths) =>
    imageRun('explain', values, paths, async (saved) => {
      const { classifier, named } = await chosenClassifier(values.classifier, saved);
      const layers = values.layers ?? (saved.layers?.length ? saved.layers : (['layer3', 'layer4'] as const));
      const target = values.target ?? saved.target;
      if (target !== undefined && !named.classes.includes(target)) {
        throw new RunError(
          `--target ${target}: ${named.name} has no such class; it has ${named.classes.join(', ')}`,
        );
      }
      const only = values.only ?? (saved.layers?.length ? saved.only : undefined) ?? PART_NAMES;
      const cells = await chosenCells(values.cells, saved, DEFAULT_MODELS.cells);
      return {
        settings: {
          only: [...only],
          classifier: named,
          cells: cells?.named,
          layers: [...layers],
          methods: values.methods ?? saved.methods,
          target,
        },
        classifier,
        cells: cells?.classifier,
      };
    }),
});
