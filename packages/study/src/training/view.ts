import type { Random } from '../random.ts';

/** From a picture's pixels (u, v) to its source's: x = x₀ + xu (u + ½) + xv (v + ½) - ½, and y alike. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly xu: number;
  readonly xv: number;
  readonly yu: number;
  readonly yv: number;
}

/** How pictures are turned and zoomed. */
export interface Turning {
  /** Probability of each of: flip left to right, quarter turns, transpose. */
  readonly flips: number;
  /** Probability that a picture is turned by any angle, and zoomed. */
  readonly turn: number;
  /** Most by which it is then enlarged or shrunk, as a power of two. */
  readonly zoom: number;
}

/**
 * Draws a square picture's view of its source.
 * @param side of the picture, pixels
 * @param centreOf draws the middle of a window of so many source pixels
 */
export function drawView(
  { flips, turn, zoom }: Turning,
  side: number,
  draw: Random,
  centreOf: (extent: number) => readonly [number, number],
): View {
  const turned = draw.next() < turn;
  const scale = turned ? 2 ** draw.between(-zoom, zoom) : 1;
  const angle = turned
    ? draw.between(0, 2 * Math.PI)
    : draw.next() < flips
      ? (draw.below(4) * Math.PI) / 2
      : 0;
  const [cosine, sine] = turned ? [Math.cos(angle), Math.sin(angle)] : quarter(angle);
  const mirror = draw.next() < flips ? -1 : 1;
  const transposed = draw.next() < flips;
  const [a, b, c, d] = [(cosine * mirror) / scale, -sine / scale, (sine * mirror) / scale, cosine / scale];
  const [xu, xv, yu, yv] = transposed ? [b, a, d, c] : [a, b, c, d];
  const centre = centreOf(side / scale);
  // whole pixels stay whole pixels where nothing is turned or zoomed
  const [cx, cy] = turned
    ? centre
    : [Math.round(centre[0] - side / 2) + side / 2, Math.round(centre[1] - side / 2) + side / 2];
  const half = side / 2;
  return { x: cx - (xu + xv) * half, y: cy - (yu + yv) * half, xu, xv, yu, yv };
}

/** Cosine and sine of a multiple of a right angle, exactly. */
function quarter(angle: number): [number, number] {
  return [Math.round(Math.cos(angle)), Math.round(Math.sin(angle))];
}
