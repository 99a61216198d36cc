import { DEFAULT_MODELS } from '@leukolens/batch';
import { CLASSIFIER_OR_NONE_OPTION, chosenCells, chosenClassifierOrNone } from '../classifier-option.ts';
import { command, UsageError } from '../command.ts';
import { IMAGE_PATHS, IMAGE_RUN_OPTIONS, imageRun, imageRunNotes } from '../image-run.ts';
import { MAPS_NOTE, mapOptions, PART_NAMES } from '../map-options.ts';
import { METHOD_NOTE } from '../method-options.ts';
import { toggle } from '../option-types.ts';

export const analyze = command({
  name: 'analyze',
  summary: 'everything: nuclei, class, what speaks for it, each nucleus by itself; a report and tables',
  positional: IMAGE_PATHS,
  options: {
    ...IMAGE_RUN_OPTIONS,
    ...mapOptions('layer3'),
    classifier: CLASSIFIER_OR_NONE_OPTION,
    nucleiOnly: toggle('--nuclei-only', 'no classifier: nuclei, tables and report alone'),
  },
  notes: [
    METHOD_NOTE,
    MAPS_NOTE,
    ...imageRunNotes(PART_NAMES),
    'report.html is where to begin: the run at a glance, and a page an image. Of up to ten images it holds everything and can be sent alone;\nof more it links to the pages in report/.',
  ],
  examples: [
    'leukolens analyze smears/ -o results',
    'leukolens analyze smears/ -o results --um-per-pixel 0.1 --resume',
  ],
  run: (values, paths) =>
    imageRun('analyze', values, paths, async (saved) => {
      const needless = (['classifier', 'cells'] as const).find((name) => values[name] !== undefined);
      if (values.nucleiOnly && needless)
        throw new UsageError(`--${needless} has no effect with --nuclei-only: leave one of them out`);
      const cells = values.nucleiOnly
        ? undefined
        : await chosenCells(values.cells, saved, DEFAULT_MODELS.cells);
      const found = values.nucleiOnly ? undefined : await chosenClassifierOrNone(values.classifier, saved);
      if (found === undefined) {
        requireNoMaps(values);
        const only = (values.only ?? saved.only ?? PART_NAMES).filter((part) => part !== 'maps');
        return {
          settings: { only, classifier: undefined, cells: cells?.named, layers: [], target: undefined },
          cells: cells?.classifier,
        };
      }
      const layers = values.layers ?? (saved.layers?.length ? saved.layers : (['layer3'] as const));
      return {
        settings: {
          only: [...(values.only ?? (saved.layers?.length ? saved.only : undefined) ?? PART_NAMES)],
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

/** @throws UsageError for an option of maps where there is no classifier that they could explain */
function requireNoMaps(values: {
  readonly only?: readonly string[] | undefined;
  readonly layers?: unknown;
  readonly methods?: unknown;
}): void {
  const named = (['layers', 'methods'] as const).find((name) => values[name] !== undefined);
  const asked = values.only?.includes('maps') ? 'only maps' : named;
  if (asked === undefined) return;
  throw new UsageError(`--${asked}: maps explain a classifier, and there is none to explain; leave it out`);
}
