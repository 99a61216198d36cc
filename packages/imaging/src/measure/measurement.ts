/**
 * What is measured of one nucleus (or any other object). Definitions are those of scikit-image's `regionprops`, where
 * it has the property. The object is the union of its pixels alone: neighbours, holes and what lies beyond the image
 * are outside.
 */
export interface NucleusMeasurement {
  /** Number of the object in the label image, 1 to 65,535. */
  readonly label: number;
  /** Number of pixels, px², 1 and up. */
  readonly area: number;
  /** Number of pixels in the convex hull, px², at least `area`. */
  readonly areaConvex: number;
  /** Length of the outline, holes included, px, 4-neighbourhood; 0 for a single pixel. */
  readonly perimeter: number;
  /** Length of the outline, holes included, by Crofton's formula in four directions, px. */
  readonly perimeterCrofton: number;
  /** Diameter of the circle of the same area, px. */
  readonly equivalentDiameter: number;
  /** x of the leftmost pixel, px. */
  readonly boundingBoxX: number;
  /** y of the topmost pixel, px. */
  readonly boundingBoxY: number;
  /** Columns that the object spans, px, 1 and up. */
  readonly boundingBoxWidth: number;
  /** Rows that the object spans, px, 1 and up. */
  readonly boundingBoxHeight: number;
  /** Mean x of the pixels, px; a pixel's centre has whole-numbered coordinates. */
  readonly centroidX: number;
  /** Mean y of the pixels, px. */
  readonly centroidY: number;
  /** Eccentricity of the ellipse with the same second moments, 0 (circle) to 1 (line). */
  readonly eccentricity: number;
  /** `area` / `areaConvex`, above 0 to 1. */
  readonly solidity: number;
  /** 4π `area` / `perimeter`², near 1 for a disc; 0 where the perimeter is 0 (one or two pixels). */
  readonly circularity: number;
  /** Peaks of the distance to the outside that rise by more than 1 px above their pass, 1 and up. */
  readonly lobes: number;
  /** Mean of red, 0 to 255. */
  readonly redMean: number;
  /** Standard deviation of red (ddof 0), 0 to 127.5. */
  readonly redSd: number;
  /** Mean of green, 0 to 255. */
  readonly greenMean: number;
  /** Standard deviation of green (ddof 0), 0 to 127.5. */
  readonly greenSd: number;
  /** Mean of blue, 0 to 255. */
  readonly blueMean: number;
  /** Standard deviation of blue (ddof 0), 0 to 127.5. */
  readonly blueSd: number;
  /** Circular mean of the HSV hue, degrees, from 0 to below 360; 0 where all pixels are grey. */
  readonly hueMean: number;
  /** Circular standard deviation of the HSV hue, degrees, 0 to 426; 0 where all pixels are grey. */
  readonly hueSd: number;
  /** Shannon entropy of the 8-bit grey histogram, bits, 0 to 8. */
  readonly entropy: number;
  /** `area` in µm². This and what follows is there where the size of a pixel is known. */
  readonly areaUm2?: number;
  /** `areaConvex` in µm². */
  readonly areaConvexUm2?: number;
  /** `perimeter` in µm. */
  readonly perimeterUm?: number;
  /** `perimeterCrofton` in µm. */
  readonly perimeterCroftonUm?: number;
  /** `equivalentDiameter` in µm. */
  readonly equivalentDiameterUm?: number;
  /** `boundingBoxWidth` in µm. */
  readonly boundingBoxWidthUm?: number;
  /** `boundingBoxHeight` in µm. */
  readonly boundingBoxHeightUm?: number;
}

/** How one measurement is named and explained wherever it is shown. */
export interface MeasurementColumn {
  readonly key: keyof NucleusMeasurement;
  /** Header in CSV files: snake case, the unit at its end. */
  readonly csv: string;
  /** Name for people; with the unit it is unique, and the name in GeoJSON. */
  readonly title: string;
  /** Unit as written for people, empty for a pure number. */
  readonly unit: string;
  readonly description: string;
}

type Description = Omit<MeasurementColumn, 'key'>;

const column = (csv: string, title: string, unit: string, description: string): Description => ({
  csv,
  title,
  unit,
  description,
});

/** Keyed by measurement, so that the compiler finds one that is missing. */
const DESCRIPTIONS: Readonly<Record<keyof NucleusMeasurement, Description>> = {
  label: column('label', 'Number', '', 'Number of the nucleus in its image'),
  area: column('area_px2', 'Area', 'px²', 'Number of pixels'),
  areaConvex: column('area_convex_px2', 'Convex area', 'px²', 'Number of pixels in the convex hull'),
  perimeter: column(
    'perimeter_px',
    'Perimeter',
    'px',
    'Length of the outline (4-neighbourhood), holes included',
  ),
  perimeterCrofton: column(
    'perimeter_crofton_px',
    'Crofton perimeter',
    'px',
    'Length of the outline by the Crofton formula in four directions, holes included',
  ),
  equivalentDiameter: column(
    'equivalent_diameter_px',
    'Equivalent diameter',
    'px',
    'Diameter of the circle of the same area',
  ),
  boundingBoxX: column('bounding_box_x_px', 'Bounding box x', 'px', 'Leftmost pixel'),
  boundingBoxY: column('bounding_box_y_px', 'Bounding box y', 'px', 'Topmost pixel'),
  boundingBoxWidth: column('bounding_box_width_px', 'Bounding box width', 'px', 'Columns spanned'),
  boundingBoxHeight: column('bounding_box_height_px', 'Bounding box height', 'px', 'Rows spanned'),
  centroidX: column(
    'centroid_x_px',
    'Centroid x',
    'px',
    'Mean x of the pixels, counted from the centre of the first',
  ),
  centroidY: column(
    'centroid_y_px',
    'Centroid y',
    'px',
    'Mean y of the pixels, counted from the centre of the first',
  ),
  eccentricity: column(
    'eccentricity',
    'Eccentricity',
    '',
    'Of the ellipse with the same second moments: 0 a circle, 1 a line',
  ),
  solidity: column(
    'solidity',
    'Solidity',
    '',
    'Area over convex area: 1 for a convex nucleus, less for a lobed one',
  ),
  circularity: column('circularity', 'Circularity', '', '4π area / perimeter²: near 1 for a disc'),
  lobes: column('lobes', 'Lobes', '', 'Maxima of the distance transform after h-maxima with h = 1 px'),
  redMean: column('red_mean', 'Red mean', '', 'Mean of red, 0 to 255'),
  redSd: column('red_sd', 'Red SD', '', 'Standard deviation of red'),
  greenMean: column('green_mean', 'Green mean', '', 'Mean of green, 0 to 255'),
  greenSd: column('green_sd', 'Green SD', '', 'Standard deviation of green'),
  blueMean: column('blue_mean', 'Blue mean', '', 'Mean of blue, 0 to 255'),
  blueSd: column('blue_sd', 'Blue SD', '', 'Standard deviation of blue'),
  hueMean: column('hue_mean_deg', 'Hue mean', '°', 'Circular mean of the HSV hue, grey pixels left out'),
  hueSd: column(
    'hue_sd_deg',
    'Hue SD',
    '°',
    'Circular standard deviation of the HSV hue, grey pixels left out',
  ),
  entropy: column('entropy_bits', 'Entropy', 'bits', 'Shannon entropy of the 8-bit grey histogram'),
  areaUm2: column('area_um2', 'Area', 'µm²', 'Area at the given pixel size'),
  areaConvexUm2: column('area_convex_um2', 'Convex area', 'µm²', 'Convex area at the given pixel size'),
  perimeterUm: column('perimeter_um', 'Perimeter', 'µm', 'Perimeter at the given pixel size'),
  perimeterCroftonUm: column(
    'perimeter_crofton_um',
    'Crofton perimeter',
    'µm',
    'Crofton perimeter at the given pixel size',
  ),
  equivalentDiameterUm: column(
    'equivalent_diameter_um',
    'Equivalent diameter',
    'µm',
    'Equivalent diameter at the given pixel size',
  ),
  boundingBoxWidthUm: column(
    'bounding_box_width_um',
    'Bounding box width',
    'µm',
    'Width at the given pixel size',
  ),
  boundingBoxHeightUm: column(
    'bounding_box_height_um',
    'Bounding box height',
    'µm',
    'Height at the given pixel size',
  ),
};

/** Every measurement, in the order of columns; names in CSV and GeoJSON and the help come from here. */
export const MEASUREMENT_COLUMNS: readonly MeasurementColumn[] = (
  Object.keys(DESCRIPTIONS) as (keyof NucleusMeasurement)[]
).map((key) => ({ key, ...DESCRIPTIONS[key] }));
