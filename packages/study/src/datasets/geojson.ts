import type { Polygon, Position, Ring } from '@leukolens/imaging';
import { DatasetError } from './dataset.ts';

/** Areas that a GeoJSON file drew, in pixels of the image. */
export interface DrawnOutlines {
  readonly kind: 'outlines';
  /** The file's name, for messages. */
  readonly name: string;
  readonly features: readonly DrawnFeature[];
}

/** What one feature drew. */
export interface DrawnFeature {
  /** Its place in the file, from 1. */
  readonly number: number;
  readonly nucleus: readonly Polygon[];
  /** Cytoplasm, or the whole cell: where a nucleus is as well, that counts. */
  readonly cytoplasm: readonly Polygon[];
}

const MOST_FEATURES = 200_000;
const MOST_POSITIONS = 20_000_000;
/** Largest coordinate either way, pixels: far beyond any image, and far from where floating point overflows. */
const MOST_COORDINATE = 1e7;

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads outlines as QuPath exports them: a FeatureCollection or a list of features, each a Polygon or MultiPolygon. A
 * feature is a nucleus, unless it is of the class Cytoplasm; a cell with `nucleusGeometry` is nucleus and cytoplasm. Other
 * classes, names and measurements do not matter.
 * @param text the file's contents
 * @param name the file's name, for messages
 * @throws DatasetError in one line, with the number of the feature, counted from 1
 */
export function readOutlines(text: string, name: string): DrawnOutlines {
  const features = featuresOf(parsed(text, name), name);
  if (features.length > MOST_FEATURES) {
    throw new DatasetError(`${name} has ${features.length} features; up to ${MOST_FEATURES} are read`);
  }
  const budget = { left: MOST_POSITIONS };
  return {
    kind: 'outlines',
    name,
    features: features.map((feature, i) => {
      try {
        return { number: i + 1, ...drawnBy(feature, budget) };
      } catch (error) {
        if (!(error instanceof OutlineProblem)) throw error;
        throw new DatasetError(`${name}: feature ${i + 1} ${error.message}`);
      }
    }),
  };
}

/** What is wrong with a feature, to stand after its number. */
class OutlineProblem extends Error {}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DatasetError(
      `${name} is not GeoJSON: ${(error as Error).message.split('\n', 1)[0]!.slice(0, 120)}`,
    );
  }
}

function featuresOf(json: unknown, name: string): readonly unknown[] {
  if (Array.isArray(json)) return json;
  if (isObject(json) && json.type === 'FeatureCollection' && Array.isArray(json.features))
    return json.features;
  throw new DatasetError(
    `${name} holds ${isObject(json) && 'type' in json ? `type ${shown(json.type)}` : shown(json)}; ` +
      'expected a FeatureCollection or a list of features',
  );
}

function drawnBy(feature: unknown, budget: { left: number }): Omit<DrawnFeature, 'number'> {
  if (!isObject(feature) || feature.type !== 'Feature') {
    throw new OutlineProblem(`is ${shown(isObject(feature) ? feature.type : feature)}; expected a Feature`);
  }
  const properties = isObject(feature.properties) ? feature.properties : {};
  const area = polygonsOf(feature.geometry, budget);
  const isCell = properties.objectType === 'cell' || feature.id === 'PathCellObject';
  if (isObject(feature.nucleusGeometry)) {
    return { nucleus: polygonsOf(feature.nucleusGeometry, budget), cytoplasm: area };
  }
  if (isCell) throw new OutlineProblem('is a cell without nucleusGeometry: its nucleus is not known');
  return isCytoplasm(properties.classification)
    ? { nucleus: [], cytoplasm: area }
    : { nucleus: area, cytoplasm: [] };
}

/** QuPath writes a class as its `name`, and in some versions as `names`. */
function isCytoplasm(classification: unknown): boolean {
  if (!isObject(classification)) return false;
  const { name, names } = classification;
  return [name, ...(Array.isArray(names) ? names : [])].some((each) => /^cytoplasm$/i.test(String(each)));
}

function polygonsOf(geometry: unknown, budget: { left: number }): Polygon[] {
  const { type, coordinates } = isObject(geometry) ? geometry : { type: geometry, coordinates: undefined };
  if (type === 'Polygon') return [polygonOf(coordinates, budget)];
  if (type === 'MultiPolygon') return listOf(coordinates).map((each) => polygonOf(each, budget));
  throw new OutlineProblem(`has the geometry ${shown(type)}; expected Polygon or MultiPolygon`);
}

function polygonOf(coordinates: unknown, budget: { left: number }): Polygon {
  return listOf(coordinates).map((each): Ring => {
    const positions = listOf(each);
    budget.left -= positions.length;
    if (budget.left < 0) throw new OutlineProblem(`is beyond the ${MOST_POSITIONS} positions that are read`);
    if (positions.length < 3)
      throw new OutlineProblem(`has a ring of ${positions.length} positions; expected 3 or more`);
    return positions.map(positionOf);
  });
}

function positionOf(position: unknown): Position {
  const [x, y] = listOf(position);
  if (isCoordinate(x) && isCoordinate(y)) return [x, y];
  throw new OutlineProblem(
    `has the position ${shown(position)}; expected [x, y] in pixels, from -${MOST_COORDINATE} to ${MOST_COORDINATE}`,
  );
}

function isCoordinate(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= MOST_COORDINATE;
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new OutlineProblem(`has ${shown(value)} among its coordinates; expected a list`);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value for a message, however large or deep it is. */
function shown(value: unknown): string {
  if (Array.isArray(value)) {
    const first = value
      .slice(0, 4)
      .map((each) => (typeof each === 'object' && each !== null ? '…' : shown(each)));
    return `[${first.join(',')}${value.length > first.length ? ',…' : ''}]`;
  }
  if (isObject(value)) return 'an object';
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  return value === undefined ? 'nothing' : String(value);
}
