import { z } from 'zod';
import { principalComponents, project } from './principal-components.ts';
import { type Placing, placing, separability } from './separability.ts';

const coordinate = z.number();

/** The plane in which a classifier's test images lie by class, as `model.json` holds it. */
export const clusterSpaceSchema = z.strictObject({
  /** Mean logits. */
  mean: z.array(coordinate).min(2),
  /** Two unit vectors of logits. */
  components: z.array(z.array(coordinate)).length(2),
  clusters: z
    .array(
      z.strictObject({
        /** Index of the class. */
        label: z.int().nonnegative(),
        count: z.int().positive(),
        centre: z.tuple([coordinate, coordinate]),
        deviation: z.number().nonnegative(),
      }),
    )
    .min(1),
});
export type ClusterSpace = z.infer<typeof clusterSpaceSchema>;

/** A case in the plane, and how far it is from each cluster, the nearest first. */
export interface PlacedCase {
  readonly x: number;
  readonly y: number;
  readonly distances: readonly Placing[];
}

/**
 * The plane of some images' logits, and the clusters of their classes in it (paper, section 3.6).
 * @param known images that were not trained on, 2 or more
 */
export function learnClusterSpace(
  known: readonly { readonly label: number; readonly logits: ArrayLike<number> }[],
): ClusterSpace {
  const { mean, components } = principalComponents(known.map(({ logits }) => Array.from(logits)));
  const space = { mean: [...mean], components: components.map((each) => [...each]) };
  const { clusters } = separability(known.map(({ label, logits }) => ({ label, ...inPlane(space, logits) })));
  return {
    ...space,
    clusters: clusters.map(({ centre, ...cluster }) => ({ ...cluster, centre: [centre[0], centre[1]] })),
  };
}

/** A new case's place among the clusters. @throws RangeError where it has another number of logits */
export function placeCase(space: ClusterSpace, logits: ArrayLike<number>): PlacedCase {
  if (logits.length !== space.mean.length) {
    throw new RangeError(`placeCase: ${logits.length} logits in a space of ${space.mean.length}`);
  }
  const at = inPlane(space, logits);
  return { ...at, distances: placing(at, space.clusters) };
}

function inPlane(
  { mean, components }: Pick<ClusterSpace, 'mean' | 'components'>,
  logits: ArrayLike<number>,
): { x: number; y: number } {
  const [x, y] = project(
    { mean, components, explainedVariance: [], explainedVarianceRatio: [] },
    Array.from(logits),
  );
  return { x: x!, y: y! };
}
