import {
  type ClassScorer,
  type Explainer,
  edgeMap,
  energyInside,
  finalMap,
  MAP_METHODS,
  type MapMethod,
  type PictureMap,
  perturb,
  pointsInside,
  randomMap,
  rankCorrelation,
} from '@leukolens/cad';
import type { Mask } from '@leukolens/imaging';
import { bootstrapMeans, type Interval } from '../metrics/bootstrap.ts';

/** A picture whose explanation is measured. */
export interface ExplainedPicture {
  /** [channels, height, width], as the network sees it. */
  readonly picture: Float32Array;
  /** The class explained. */
  readonly target: number;
  /** Where an explanation should lie: nuclei, or the cell that decides. Of the picture's size. */
  readonly inside: Mask;
}

export const MEASURES = ['energyInside', 'pointing', 'deletion', 'insertion', 'randomised'] as const;
export type Measure = (typeof MEASURES)[number];

/** A mean over pictures; those where the measure is not defined (a map that is nothing everywhere) are left out. */
export interface MeasuredMean {
  readonly count: number;
  readonly mean: number;
  /** 95 %, by bootstrap over pictures. */
  readonly interval: Interval;
}

/** How far a kind of map is to be trusted. */
export interface FaithfulnessRow {
  /** Absent for maps that know nothing of the network. */
  readonly layer?: string;
  readonly method: MapMethod | 'random' | 'edges';
  /** `randomised` is absent for maps that know nothing of the network, and a measure that no picture has is, too. */
  readonly measures: Readonly<Partial<Record<Measure, MeasuredMean>>>;
}

export interface FaithfulnessStudy {
  readonly pictures: readonly ExplainedPicture[];
  readonly width: number;
  readonly height: number;
  readonly explainer: Explainer;
  readonly scorer: ClassScorer;
  /** The same network with random weights, for the rank correlation of its maps with the trained one's. */
  readonly randomised?: Explainer;
  readonly seed: number;
}

/** One number a picture; undefined where it is not defined. */
type Values = Record<Measure, (number | undefined)[]>;

/** Measures the maps of all the explainer's layers and, beside them, noise and an edge detector. */
export async function measureFaithfulness(study: FaithfulnessStudy): Promise<FaithfulnessRow[]> {
  const { pictures, width, height, explainer, scorer, randomised, seed } = study;
  const rows = new Map<string, { layer?: string; method: FaithfulnessRow['method']; values: Values }>();
  const valuesOf = (method: FaithfulnessRow['method'], layer?: string): Values => {
    const key = `${layer}/${method}`;
    const row = rows.get(key) ?? { ...(layer !== undefined && { layer }), method, values: noValues() };
    rows.set(key, row);
    return row.values;
  };
  for (const [i, { picture, target, inside }] of pictures.entries()) {
    const measure = async (map: PictureMap, values: Values) => {
      values.energyInside.push(energyInside(map, inside));
      values.pointing.push(pointsInside(map, inside));
      const { deletion, insertion } = await perturb(picture, map, scorer.of(target), { seed: seed + i });
      values.deletion.push(deletion.area);
      values.insertion.push(insertion.area);
    };
    const [trained] = await explainer.explain([picture], [target]);
    const [untrained] = randomised ? await randomised.explain([picture], [target]) : [];
    for (const [layer, maps] of trained!.maps) {
      for (const method of MAP_METHODS) {
        const values = valuesOf(method, layer);
        await measure(finalMap(maps[method], width, height), values);
        const other = untrained?.maps.get(layer)?.[method].data;
        if (other) values.randomised.push(rankCorrelation(maps[method].data, other));
      }
    }
    await measure(randomMap(width, height, seed + i), valuesOf('random'));
    await measure(edgeMap(picture, width, height), valuesOf('edges'));
  }
  return [...rows.values()].map(({ values, ...row }) => ({ ...row, measures: means(values, seed) }));
}

function noValues(): Values {
  return { energyInside: [], pointing: [], deletion: [], insertion: [], randomised: [] };
}

function means(values: Values, seed: number): FaithfulnessRow['measures'] {
  return Object.fromEntries(
    MEASURES.flatMap((measure) => {
      const known = values[measure].filter((value) => value !== undefined);
      if (known.length === 0) return [];
      const [interval] = bootstrapMeans(Float64Array.from(known), 1, { seed });
      const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
      return [[measure, { count: known.length, mean, interval: interval! }]];
    }),
  );
}
