import { axisX, axisY, gridX, gridY, line, type Markish, type PlotOptions, text } from '@observablehq/plot';
import { OKABE_ITO } from './colours.ts';
import { BLUE_LINE, figureSvg } from './figure.ts';
import { decadeTicks, wholeTicks } from './ticks.ts';

/** How the networks of a cross-validation learned; part of what `crossval unet` and `crossval classifier` write. */
export interface LearningCurves {
  /** What was trained, as tables name it. */
  readonly method: string;
  /** The sets trained on. */
  readonly datasets: readonly string[];
  /** How many folds the cross-validation has; those done may be fewer. */
  readonly folds: number;
  readonly done: readonly { readonly fold: number; readonly curve: readonly CurvePoint[] }[];
}

/** What is known after an epoch. */
export interface CurvePoint {
  /** 1 and up. */
  readonly epoch: number;
  /** Mean over the epoch's steps. */
  readonly loss: number;
  /** On images watched, not trained on. */
  readonly validation?: { readonly iou: number } | { readonly accuracy: number } | undefined;
}

interface Point {
  readonly fold: number;
  readonly epoch: number;
  readonly value: number;
}

interface ValueAxis {
  readonly label: string;
  readonly domain: readonly [number, number];
  readonly type?: 'log';
  readonly ticks?: readonly number[];
}

/**
 * The paper's Figures 6, A1 and A2 as SVG: loss by epoch, a thin line a fold and a thick one for their mean over the epochs that
 * all folds have; beside it IoU, or accuracy (Figure A2), on the images watched, where any were.
 */
export function learningCurves({ method, datasets, folds, done }: LearningCurves): string {
  const losses = points(done, ({ loss }) => loss);
  const watched = points(done, ({ validation }) => validation && watchedValue(validation));
  const measure = done.some(({ curve }) => curve.some(({ validation }) => validation && 'iou' in validation))
    ? 'IoU'
    : 'accuracy';
  return figureSvg({
    title: `Learning curves of ${method} on ${datasets.join(', ')}`,
    subtitle: `${done.length} of ${folds} folds. Thin: a fold. Thick: their mean, with its last value.`,
    panels: [
      { title: 'Loss on the images trained on (no unit)', options: lossPlot(losses) },
      ...(watched.length > 0
        ? [
            {
              title: `${measure === 'IoU' ? measure : 'Accuracy'} on the images watched (share, 0 to 1)`,
              options: watchedPlot(watched, measure),
            },
          ]
        : []),
    ],
  });
}

/** Losses fall by ratios, so their axis is logarithmic; not where a loss is 0. */
function lossPlot(losses: readonly Point[]): PlotOptions {
  const values = losses.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (!(low > 0)) {
    return curves(losses, OKABE_ITO.blue, { label: 'loss', domain: [Math.min(0, low), high] });
  }
  const ticks = decadeTicks(low, high);
  return curves(losses, OKABE_ITO.blue, {
    label: 'loss (logarithmic)',
    type: 'log',
    domain: [Math.min(low, ticks[0]!), Math.max(high, ticks.at(-1)!)],
    ticks,
  });
}

/** What the first epochs give is far below all that follows; the axis begins where a tenth of the run is over. */
function watchedPlot(watched: readonly Point[], label: string): PlotOptions {
  const last = Math.max(...watched.map(({ epoch }) => epoch));
  const settled = watched.filter(({ epoch }) => epoch > last / 10).map(({ value }) => value);
  const low = Math.min(0.95, Math.floor(20 * Math.min(...settled)) / 20);
  const shown = watched.filter(({ value }) => value >= low);
  return curves(shown, OKABE_ITO.vermillion, { label, domain: [low, 1] });
}

function watchedValue(validation: NonNullable<CurvePoint['validation']>): number {
  return 'iou' in validation ? validation.iou : validation.accuracy;
}

function curves(all: readonly Point[], colour: string, y: ValueAxis): PlotOptions {
  const last = Math.max(...all.map(({ epoch }) => epoch));
  const mean = meanCurve(all);
  const ends = mean.slice(-1);
  const look = { tickSize: 4, labelAnchor: 'center', labelArrow: 'none' } as const;
  const epochs = wholeTicks(last);
  const { label, ticks, ...scale } = y;
  const levels = ticks && { ticks, tickFormat: String };
  const blue = colour === OKABE_ITO.blue && { className: BLUE_LINE };
  const marks: Markish[] = [
    gridX({ strokeOpacity: 0.12, ticks: epochs }),
    gridY({ strokeOpacity: 0.12, ...levels }),
    axisX({ ...look, label: 'epoch (passes over the images)', ticks: epochs, tickFormat: String }),
    axisY({ ...look, label, ...levels }),
    line(all, {
      x: 'epoch',
      y: 'value',
      z: 'fold',
      stroke: colour,
      strokeWidth: 1,
      strokeOpacity: 0.55,
      ...blue,
    }),
    line(mean, { x: 'epoch', y: 'value', stroke: colour, strokeWidth: 2.25, ...blue }),
    text(ends, {
      x: 'epoch',
      y: 'value',
      text: ({ value }: Point) => value.toPrecision(3),
      textAnchor: 'start',
      dx: 6,
      fontWeight: 600,
      fill: 'currentColor',
    }),
  ];
  return { x: { domain: [0, last] }, y: scale, marks };
}

function points(
  done: LearningCurves['done'],
  measured: (point: CurvePoint) => number | undefined,
): readonly Point[] {
  return done.flatMap(({ fold, curve }) =>
    curve.flatMap((point) => {
      const value = measured(point);
      return value === undefined ? [] : [{ fold, epoch: point.epoch, value }];
    }),
  );
}

/** The mean over folds, of the epochs that all of them have. */
function meanCurve(all: readonly Point[]): Point[] {
  const folds = new Set(all.map(({ fold }) => fold)).size;
  const epochs = [...new Set(all.map(({ epoch }) => epoch))].sort((a, b) => a - b);
  return epochs.flatMap((epoch) => {
    const same = all.filter((point) => point.epoch === epoch);
    const sum = same.reduce((total, { value }) => total + value, 0);
    return same.length === folds ? [{ fold: -1, epoch, value: sum / folds }] : [];
  });
}
