import type { ClusterSpace } from '@leukolens/cad';
import { axisX, axisY, dot, gridX, gridY, type PlotOptions, text } from '@observablehq/plot';
import { OKABE_ITO } from './colours.ts';
import { figureSvg } from './figure.ts';

/** A case in the plane of logits. */
export interface PlottedCase {
  /** Index of its class. */
  readonly label: number;
  readonly x: number;
  readonly y: number;
}

/** A new case, of a class that is not known. */
export interface NewCase {
  /** As it is called in the figure. */
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

export interface ClusterPlot {
  readonly title: string;
  readonly subtitle: string;
  /** Names of the classes, by index. */
  readonly classes: readonly string[];
  /** Side by side, one for each state in which the images were shown, say. */
  readonly panels: readonly {
    readonly title: string;
    readonly cases: readonly PlottedCase[];
    readonly clusters: ClusterSpace['clusters'];
    readonly placed?: readonly NewCase[];
  }[];
}

/** Colour and form of a class, so that neither is needed alone. */
const COLOURS = [
  OKABE_ITO.blue,
  OKABE_ITO.vermillion,
  OKABE_ITO.bluishGreen,
  OKABE_ITO.orange,
  OKABE_ITO.skyBlue,
];
const FORMS = ['circle', 'triangle', 'square', 'diamond', 'cross'] as const;

/**
 * The paper's Figure 7 as SVG: test images in the plane of their logits' first two principal components, the middle of each class named
 * where it lies; new cases as stars with their names.
 */
export function clusterPlot({ title, subtitle, classes, panels }: ClusterPlot): string {
  return figureSvg({
    title,
    subtitle,
    panels: panels.map((panel) => ({ title: panel.title, options: plane(panel, classes) })),
  });
}

function plane(
  { cases, clusters, placed = [] }: ClusterPlot['panels'][number],
  classes: readonly string[],
): PlotOptions {
  const look = { tickSize: 4, labelAnchor: 'center', labelArrow: 'none' } as const;
  const colour = ({ label }: { label: number }) => COLOURS[label % COLOURS.length]!;
  const form = ({ label }: { label: number }) => FORMS[label % FORMS.length]!;
  const middles = clusters.map(({ label, centre: [x, y] }) => ({
    label,
    x,
    y,
    name: classes[label] ?? `${label}`,
  }));
  // without the cases round them the middles are marked themselves, and no name is cut off at the rim
  const alone = cases.length === 0;
  const inset = alone ? 30 : 0;
  // halos keep words legible on any cloud, on light paper and dark
  const word = {
    fontWeight: 600,
    fill: 'currentColor',
    stroke: 'var(--paper, white)',
    strokeWidth: 4,
  } as const;
  return {
    x: { label: 'first component (logits)', inset },
    y: { label: 'second component (logits)', inset },
    marks: [
      gridX({ strokeOpacity: 0.12 }),
      gridY({ strokeOpacity: 0.12 }),
      axisX({ ...look, label: 'first component (logits)' }),
      axisY({ ...look, label: 'second component (logits)' }),
      dot(cases, { x: 'x', y: 'y', r: 2.5, symbol: form, fill: colour, fillOpacity: 0.55 }),
      dot(alone ? middles : [], { x: 'x', y: 'y', r: 5, symbol: form, fill: colour }),
      dot(placed, { x: 'x', y: 'y', r: 7, symbol: 'star', fill: 'currentColor' }),
      text(middles, { x: 'x', y: 'y', text: 'name', ...(alone && { dy: -12 }), ...word }),
      text(placed, { x: 'x', y: 'y', text: 'name', dy: -12, ...word }),
    ],
  };
}
