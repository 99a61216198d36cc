/*
 * The paper's cluster analysis (section 3.6, Table 8), its columns decoded from the table's own numbers: distances between the
 * clusters' centres against how wide the clusters are, in the plane of the first two principal components of the logits.
 */

/** A case in the plane. */
export interface Placed {
  /** Its class's number, 0 and up. */
  readonly label: number;
  readonly x: number;
  readonly y: number;
}

export interface Cluster {
  readonly label: number;
  readonly count: number;
  readonly centre: readonly [x: number, y: number];
  /** Root of the summed variances along both axes, over the count (ddof 0). */
  readonly deviation: number;
}

export interface CentreDistance {
  readonly between: readonly [first: number, second: number];
  readonly distance: number;
}

/** A row of Table 8. */
export interface Separability {
  /** By rising label; classes without a case have none. */
  readonly clusters: readonly Cluster[];
  /** Of every two clusters' centres: 1-2, 1-3, 2-3, … */
  readonly distances: readonly CentreDistance[];
  readonly sumOfDistances: number;
  /** Root of the sum of the clusters' squared deviations. */
  readonly spread: number;
  /** 3 times the sum of distances over the spread; undefined where the clusters have no width. */
  readonly ratio: number | undefined;
}

/** The clusters of cases in the plane, and how well they are apart. */
export function separability(cases: readonly Placed[]): Separability {
  const labels = [...new Set(cases.map(({ label }) => label))].sort((a, b) => a - b);
  const clusters = labels.map((label) => clusterOf(label, cases));
  const distances = clusters.flatMap((first, i) =>
    clusters.slice(i + 1).map((second) => ({
      between: [first.label, second.label] as const,
      distance: Math.hypot(first.centre[0] - second.centre[0], first.centre[1] - second.centre[1]),
    })),
  );
  return {
    clusters,
    distances,
    ...separabilityRatio(
      distances.map(({ distance }) => distance),
      clusters.map(({ deviation }) => deviation),
    ),
  };
}

/** The table's last columns from the ones before. With more than three classes the 3 stays. */
export function separabilityRatio(
  distances: readonly number[],
  deviations: readonly number[],
): Pick<Separability, 'sumOfDistances' | 'spread' | 'ratio'> {
  const sumOfDistances = distances.reduce((sum, distance) => sum + distance, 0);
  const spread = Math.hypot(...deviations);
  return { sumOfDistances, spread, ratio: spread > 0 ? (3 * sumOfDistances) / spread : undefined };
}

/** How far a new case lies from a cluster. */
export interface Placing {
  readonly label: number;
  /** From the cluster's centre, in the plane. */
  readonly distance: number;
  /** The same in the cluster's deviations; undefined where it has no width. */
  readonly deviations: number | undefined;
}

/**
 * A new case's distance to each cluster, the nearest first: by the cluster's own deviations, as reports list them, so that a wide
 * cluster reaches farther. One without width is nearest to what lies in it, and last to all else.
 */
export function placing({ x, y }: Omit<Placed, 'label'>, clusters: readonly Cluster[]): Placing[] {
  const rank = ({ distance, deviations }: Placing) => deviations ?? (distance > 0 ? Infinity : 0);
  return clusters
    .map(({ label, centre, deviation }) => {
      const distance = Math.hypot(x - centre[0], y - centre[1]);
      return { label, distance, deviations: deviation > 0 ? distance / deviation : undefined };
    })
    .sort((a, b) => Number(rank(a) > rank(b)) - Number(rank(a) < rank(b)));
}

function clusterOf(label: number, cases: readonly Placed[]): Cluster {
  const own = cases.filter((each) => each.label === label);
  const mean = (value: (each: Placed) => number) =>
    own.reduce((sum, each) => sum + value(each), 0) / own.length;
  const [x, y] = [mean((each) => each.x), mean((each) => each.y)];
  const deviation = Math.sqrt(mean((each) => (each.x - x) ** 2 + (each.y - y) ** 2));
  return { label, count: own.length, centre: [x, y], deviation };
}
