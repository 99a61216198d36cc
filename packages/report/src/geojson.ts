import { NOTICE, SOFTWARE } from '@leukolens/cad';
import {
  type LabelImage,
  MEASUREMENT_COLUMNS,
  type NucleusMeasurement,
  outlines,
  type Polygon,
} from '@leukolens/imaging';

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
  const features = outlines(labels).map(({ label, polygons }) =>
    nucleusFeature(polygons, byLabel.get(label)!),
  );
  return `${JSON.stringify({ ...collection(image), features })}\n`;
}

/** The same of a slide, a piece at a time: its nuclei may be more than memory holds. */
export async function* slideGeoJson(
  image: string,
  nuclei: AsyncIterable<{ readonly measured: NucleusMeasurement; readonly polygons: readonly Polygon[] }>,
): AsyncGenerator<string> {
  yield `${JSON.stringify(collection(image)).slice(0, -1)},"features":[`;
  let before = '';
  for await (const { measured, polygons } of nuclei) {
    yield `${before}\n${JSON.stringify(nucleusFeature(polygons, measured))}`;
    before = ',';
  }
  yield '\n]}\n';
}

function collection(image: string) {
  return { type: 'FeatureCollection', leukolens: { software: SOFTWARE, notice: NOTICE, image } };
}

function nucleusFeature(polygons: readonly Polygon[], nucleus: NucleusMeasurement) {
  return {
    type: 'Feature',
    geometry:
      polygons.length === 1
        ? { type: 'Polygon', coordinates: polygons[0] }
        : { type: 'MultiPolygon', coordinates: polygons },
    properties: {
      objectType: 'annotation',
      name: `Nucleus ${nucleus.label}`,
      classification: CLASSIFICATION,
      isLocked: false,
      measurements: named(nucleus),
    },
  };
}

function named(nucleus: NucleusMeasurement): Record<string, number> {
  const entries = MEASUREMENT_COLUMNS.flatMap(({ key, title, unit }) => {
    const value = nucleus[key];
    return value === undefined ? [] : [[unit ? `${title} (${unit})` : title, value] as const];
  });
  return Object.fromEntries(entries);
}
