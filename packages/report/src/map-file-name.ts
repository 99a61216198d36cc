import type { ClassifierLayer, MapMethod } from '@leukolens/cad';

/** Name of a map's file in the folder of an image's maps, or of the panel of a layer's. */
export function mapFileName(method: MapMethod | 'panel', layer: ClassifierLayer): string {
  return method === 'panel' ? `panel-${layer}.svg` : `${method}-${layer}.png`;
}
