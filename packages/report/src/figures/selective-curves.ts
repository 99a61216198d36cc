import { axisX, axisY, gridX, gridY, line, type PlotOptions, text } from '@observablehq/plot';
import { OKABE_ITO } from './colours.ts';
import { BLUE_LINE, figureSvg } from './figure.ts';

/** Accuracy of a classifier that refers its least certain images to a person, in each state in which they were shown. */
export interface SelectiveCurves {
  readonly title: string;
  readonly subtitle: string;
  /** At most four. */
  readonly states: readonly {
    /** As the figure calls it. */
    readonly name: string;
    /** By coverage, the share of the images that the classifier decides itself. */
    readonly points: readonly { readonly coverage: number; readonly accuracy: number }[];
  }[];
}

/** Colour and dashes of a state, so that neither is needed alone. */
const LOOKS = [
  { stroke: OKABE_ITO.blue, className: BLUE_LINE },
  { stroke: OKABE_ITO.vermillion, strokeDasharray: '7 3' },
  { stroke: OKABE_ITO.bluishGreen, strokeDasharray: '2 3' },
  { stroke: OKABE_ITO.orange, strokeDasharray: '9 3 2 3' },
];

/** Least distance between names of curves, as a share of the axis. */
const NAMES_APART = 0.055;

/** Accuracy against coverage as SVG, a line a state, each named where all images are decided. */
export function selectiveCurves({ title, subtitle, states }: SelectiveCurves): string {
  const lowest = Math.min(...states.flatMap(({ points }) => points.map(({ accuracy }) => accuracy)));
  const low = Math.max(0, Math.floor(10 * lowest - 0.5) / 10);
  return figureSvg({
    title,
    subtitle,
    panels: [{ title: 'Accuracy on the images decided (share, 0 to 1)', options: plane(states, low) }],
  });
}

function plane(states: SelectiveCurves['states'], low: number): PlotOptions {
  const look = { tickSize: 4, labelAnchor: 'center', labelArrow: 'none' } as const;
  const ends = named(states, (1 - low) * NAMES_APART);
  return {
    // from all images decided, on the left, to ever fewer
    x: { domain: [1, 0] },
    y: { domain: [low, 1] },
    marginLeft: 190,
    marks: [
      gridX({ strokeOpacity: 0.12 }),
      gridY({ strokeOpacity: 0.12 }),
      axisX({
        ...look,
        label: 'images decided; the least certain others are referred',
        tickFormat: (share: number) => `${Math.round(100 * share)} %`,
      }),
      axisY({ ...look, anchor: 'right', label: null }),
      ...states.map(({ points }, i) =>
        line(points, { x: 'coverage', y: 'accuracy', strokeWidth: 2, ...LOOKS[i % LOOKS.length] }),
      ),
      text(ends, {
        x: 1,
        y: 'y',
        text: 'name',
        textAnchor: 'end',
        dx: -8,
        fontWeight: 600,
        fill: 'currentColor',
      }),
    ],
  };
}

/** Where the names of the curves stand: beside their beginnings, moved up where they would touch. */
function named(states: SelectiveCurves['states'], apart: number): { name: string; y: number }[] {
  const begin = ({ points }: SelectiveCurves['states'][number]) =>
    points.reduce((most, point) => (point.coverage > most.coverage ? point : most)).accuracy;
  let below = Number.NEGATIVE_INFINITY;
  return states
    .map((state) => ({ name: `${state.name} ${begin(state).toFixed(3)}`, y: begin(state) }))
    .sort((a, b) => a.y - b.y)
    .map(({ name, y }) => {
      below = Math.max(y, below + apart);
      return { name, y: below };
    });
}
