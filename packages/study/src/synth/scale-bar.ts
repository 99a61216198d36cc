import type { FullSmearOptions } from './options.ts';
import type { WhiteCell } from './white-cell.ts';

/** A scale bar burned into the bottom right corner: a white plate with a bar that has ticks, and its length as text. */
export interface ScaleBar {
  /** The plate's rectangle in pixels of the field. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Length of the bar in pixels. */
  readonly length: number;
  /** Size of a glyph's dot in pixels. */
  readonly dot: number;
  readonly text: string;
  readonly ink: readonly [number, number, number];
}

/** Glyphs 3 wide and 5 high, a row a digit (octal: the left dot is 4). */
const GLYPHS: Record<string, string> = {
  '0': '75557',
  '1': '26227',
  '2': '71747',
  '5': '74717',
  µ: '05574',
  m: '07755',
  ' ': '00000',
};
const INK = { black: [20, 20, 20], red: [180, 70, 75] } as const;

/** The scale bar that the options ask for, about a fifth of the field wide; undefined for none. */
export function scaleBar(options: FullSmearOptions, pixelsPerMicrometre: number): ScaleBar | undefined {
  if (options.scaleBar === 'none') return undefined;
  const lengths = [200, 100, 50, 20, 10, 5, 2, 1];
  const micrometres = lengths.find((um) => um * pixelsPerMicrometre <= options.width / 5) ?? 1;
  const text = `${micrometres} µm`;
  const length = Math.round(micrometres * pixelsPerMicrometre);
  const dot = Math.max(1, Math.round(options.width / 320));
  const width = Math.max(length, text.length * 4 * dot) + 6 * dot;
  const height = 13 * dot;
  const [x, y] = [options.width - width, options.height - height];
  return { x, y, width, height, length, dot, text, ink: INK[options.scaleBar] };
}

/** Whether any part of the cell could lie under the plate. */
export function underScaleBar(bar: ScaleBar | undefined, cell: WhiteCell): boolean {
  return bar !== undefined && cell.x + cell.reach > bar.x && cell.y + cell.reach > bar.y;
}

/** The bar's colour at a pixel of the field; undefined outside the plate. */
export function scaleBarColour(
  bar: ScaleBar,
  x: number,
  y: number,
): readonly [number, number, number] | undefined {
  const [column, row] = [x - bar.x, y - bar.y];
  if (column < 0 || row < 0 || column >= bar.width || row >= bar.height) return undefined;
  return isInk(bar, column, row) ? bar.ink : [255, 255, 255];
}

function isInk(bar: ScaleBar, column: number, row: number): boolean {
  const { dot } = bar;
  const across = column - Math.floor((bar.width - bar.length) / 2);
  if (across >= 0 && across < bar.length) {
    const tick = across < dot || across >= bar.length - dot;
    if (row >= 9 * dot && row < 12 * dot && (tick || Math.floor(row / dot) === 10)) return true;
  }
  const textX = Math.floor((column - Math.floor((bar.width - (4 * bar.text.length - 1) * dot) / 2)) / dot);
  const textY = Math.floor(row / dot) - 2;
  if (textX < 0 || textY < 0 || textY > 4) return false;
  const glyph = GLYPHS[bar.text[Math.floor(textX / 4)] ?? ' '];
  const bits = Number(glyph?.[textY] ?? 0);
  return textX % 4 < 3 && ((bits >> (2 - (textX % 4))) & 1) === 1;
}
