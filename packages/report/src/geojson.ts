import { NOTICE, SOFTWARE } from '@leukolens/cad';
import { type LabelImage, MEASUREMENT_COLUMNS, type NucleusMeasurement, outlines } from '@leukolens/imaging';

/** The class that QuPath shows the outlines under, in the colour of the overlays. */
const CLASSIFICATION = { name: 'Nucleus', color: [0, 255, 255] };

/**
 * The nuclei as a GeoJSON FeatureCollection that QuPath opens: a feature a nucleus, its outline along the pixels'
 * edges with holes, in pixels from the image's top left corner, its measurements by name and unit.
 */
export function nucleiGeoJson(
  image: string,
  labels: LabelImage,
  objects: readonly NucleusMeasurement[],
): string {
  const byLabel = new Map(objects.map((nucleus) => [nucleus.label, nucleus]));
  const features = outlines(labels).map(({ label, polygons }) => ({
    type: 'Feature',
    geometry:
      polygons.length === 1
        ? { type: 'Polygon', coordinates: polygons[0] }
        : { type: 'MultiPolygon', coordinates: polygons },
    properties: {
      objectType: 'annotation',
      name: `Nucleus ${label}`,
      classification: CLASSIFICATION,
      isLocked: false,
      measurements: named(byLabel.get(label)!),
    },
  }));
  return `${JSON.stringify({ type: 'FeatureCollection', leukolens: { software: SOFTWARE, notice: NOTICE, image }, features })}\n`;
}

function named(nucleus: NucleusMeasurement): Record<string, number> {
  const entries = MEASUREMENT_COLUMNS.flatMap(({ key, title, unit }) => {
    const value = nucleus[key];
    return value === undefined ? [] : [[unit ? `${title} (${unit})` : title, value] as const];
  });
  return Object.fromEntries(entries);
}
