import {
  type ClusterSpace,
  learnClusterSpace,
  type PlacedCase,
  placeCase,
  type Separability,
  separability,
} from '@leukolens/cad';
import type { Condition } from '../classifier/conditions.ts';
import type { ClassificationResult } from '../classifier/result.ts';
import { markdownTable, NONE } from '../published/markdown.ts';

/** A fold's test images in one state, in the plane of their logits. */
export interface FoldClusters {
  readonly fold: number;
  readonly condition: Condition;
  readonly space: ClusterSpace;
  readonly cases: readonly (PlacedCase & { readonly label: number })[];
  readonly separability: Separability;
}

/** The states whose clusters are looked at: the paper's Tables 7 and 8 use disturbed images. */
const STATES: readonly Condition[] = ['clean', 'noise'];

/** The clusters of every fold of a result: each fold has a network, and so a plane, of its own. */
export function foldClusters({ done, perImage }: ClassificationResult): FoldClusters[] {
  return done.flatMap(({ fold }) =>
    STATES.flatMap((condition) => {
      const shown = perImage.filter((each) => each.fold === fold && each.condition === condition);
      if (shown.length < 2) return [];
      const space = learnClusterSpace(shown);
      const cases = shown.map(({ label, logits }) => ({ label, ...placeCase(space, logits) }));
      return [{ fold, condition, space, cases, separability: separability(cases) }];
    }),
  );
}

/** Table 8 as Markdown, a row a fold and state; distances are between the middles of classes, numbered from 1 in their order. */
export function clusterTable(
  method: string,
  classes: readonly string[],
  rows: readonly Pick<FoldClusters, 'fold' | 'condition' | 'separability'>[],
): string {
  const pairs = classes.flatMap((_, i) => classes.slice(i + 1).map((_, j) => `${i + 1}-${i + j + 2}`));
  return markdownTable(
    [
      'method',
      'images',
      'fold',
      ...pairs.map((pair) => `distance ${pair}`),
      'sum',
      ...classes.map((name, i) => `SD ${i + 1} (${name})`),
      'spread',
      'ratio',
    ],
    rows.map(({ fold, condition, separability: { clusters, distances, sumOfDistances, spread, ratio } }) => {
      const distance = (pair: string) =>
        distances.find(({ between: [a, b] }) => `${a + 1}-${b + 1}` === pair)?.distance;
      const deviation = (index: number) => clusters.find(({ label }) => label === index)?.deviation;
      const shown = (value: number | undefined) => value?.toFixed(2) ?? NONE;
      return [
        method,
        condition,
        String(fold),
        ...pairs.map((pair) => shown(distance(pair))),
        shown(sumOfDistances),
        ...classes.map((_, i) => shown(deviation(i))),
        shown(spread),
        shown(ratio),
      ];
    }),
    [0, 1],
  );
}
