import {
  type AnalysisModels,
  type AnalysisSettings,
  type ClassifierModel,
  MAP_METHODS,
  methodSettingsSchema,
} from '@leukolens/cad';
import { type ExportPart, PAGE_LAYER, type PageSettings } from './protocol.ts';

/** The order in which the command's settings name them. */
const PART_ORDER: readonly ExportPart[] = ['masks', 'labels', 'overlays', 'geojson', 'maps', 'report'];

/** The page's settings as the pipeline takes them. */
export function analysisSettings(
  { method, split, micrometresPerPixel }: PageSettings,
  { classifier }: AnalysisModels,
): AnalysisSettings {
  return {
    ...methodSettingsSchema.parse({ method }),
    split,
    micrometresPerPixel,
    layers: classifier ? [PAGE_LAYER] : [],
    methods: MAP_METHODS,
  };
}

/**
 * The same as `settings.json` of the command has them, so that `--settings` repeats what the page did; but for parts of slides, whose
 * pixels are measured by the size that their slide names.
 */
export function recordedSettings(
  settings: PageSettings,
  models: AnalysisModels,
  parts: readonly ExportPart[],
): object {
  const { layers, methods, ...method } = analysisSettings(settings, models);
  const { outline, classifier, cells } = models;
  const named = ({ description }: ClassifierModel) => ({
    name: description.name,
    sha256: description.weights.sha256,
    classes: description.design.classes,
  });
  return {
    ...method,
    maxPixels: 100_000_000,
    pseudonymised: false,
    only: PART_ORDER.filter((part) => parts.includes(part)),
    ...(settings.method !== 'handcrafted' &&
      outline && { model: { name: outline.description.name, sha256: outline.description.weights.sha256 } }),
    ...(classifier && { classifier: named(classifier) }),
    ...(cells && { cells: named(cells) }),
    layers,
    methods,
  };
}
