import { clusterPlot, learningCurves, selectiveCurves } from '../../packages/report/dist/figures/index.js';
import {
  CONDITIONS,
  foldClusters,
  STATE_TITLES,
  selectiveAccuracy,
  verdictsIn,
} from '../../packages/study/dist/index.js';

/** Points of a curve of accuracy by coverage. */
const COVERAGES = Array.from({ length: 39 }, (_, i) => 1 - i / 40);

/**
 * The figures of networks: accuracy by coverage, learning curves (the paper's Figure A2), and clusters of the first fold (Figure 7) where
 * there are more than two classes, whose logits lie on a line.
 */
export function classificationFigures(files) {
  return files
    .filter(({ method }) => !method.shortcut)
    .flatMap(({ method, result }) => {
      const { data, done, folds, classes } = result;
      const of = `${method.title} on ${data.name}`;
      const figure = (kind, title, svg) => ({
        path: `figures/${kind}-${data.name}-${method.key}.svg`,
        title,
        dataset: data.name,
        svg,
      });
      const selective = `Accuracy where uncertain images are referred: ${of}`;
      const learning = `Learning curves of ${of}`;
      const clusters = `Clusters of ${of}`;
      const [first] = done;
      const planes = foldClusters(result).filter(({ fold }) => fold === first?.fold);
      return [
        figure(
          'selective',
          selective,
          selectiveCurves({
            title: selective,
            subtitle: `Folds ${done.map(({ fold }) => fold).join(', ')} of ${folds.count}.`,
            states: CONDITIONS.filter((state) => result.scores[state]).map((state) => ({
              name: STATE_TITLES[state],
              points: selectiveAccuracy(verdictsIn(result, state), COVERAGES),
            })),
          }),
        ),
        ...(done.some(({ curve }) => curve.length > 0)
          ? [
              figure(
                'learning-curves',
                learning,
                learningCurves({ method: method.title, datasets: [data.name], folds: folds.count, done }),
              ),
            ]
          : []),
        ...(classes.length > 2 && planes.length > 0
          ? [
              figure(
                'clusters',
                clusters,
                clusterPlot({
                  title: clusters,
                  subtitle: `Fold ${first.fold}: test images in the plane of their logits.`,
                  classes,
                  panels: planes.map(({ condition, cases, space }) => ({
                    title: STATE_TITLES[condition],
                    cases,
                    clusters: space.clusters,
                  })),
                }),
              ),
            ]
          : []),
      ];
    });
}
