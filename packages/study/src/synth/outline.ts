import type { Random } from '../random.ts';

/**
 * A closed outline seen from its centre: the radius by direction, in pixels, as a circle's Fourier perturbation.
 * `radii` and `slants` hold DIRECTIONS + 1 samples (the last repeats the first); `slants` turn a radial difference
 * into a distance across the outline.
 */
export interface Outline {
  readonly x: number;
  readonly y: number;
  readonly radii: Float32Array;
  readonly slants: Float32Array;
  /** The largest radius. */
  readonly reach: number;
}

/** How an outline departs from a circle. Lengths in pixels, angles in radians. */
export interface OutlineForm {
  readonly x: number;
  readonly y: number;
  /** Radius of the circle of equal area, before roughness. */
  readonly radius: number;
  /** Long axis over short axis, at least 1. */
  readonly elongation?: number;
  /** Direction of the long axis. */
  readonly angle?: number;
  /** Relative standard deviation of the harmonic k >= 2 is roughness / k^1.5. */
  readonly roughness?: number;
  /** Relative height of regular spikes (crenation), 0 for none. */
  readonly crenation?: number;
}

const DIRECTIONS = 96;
const HARMONICS = [2, 3, 4, 5, 6, 7, 8, 9];

/** An outline of the given form; the random numbers choose the harmonics' amplitudes and phases. */
export function outline(random: Random, form: OutlineForm): Outline {
  const { x, y, radius, elongation = 1, angle = 0, roughness = 0, crenation = 0 } = form;
  const long = radius * Math.sqrt(elongation);
  const short = radius / Math.sqrt(elongation);
  const waves = HARMONICS.map((k) => ({
    k,
    amplitude: (roughness / k ** 1.5) * random.normal(),
    phase: random.between(0, 2 * Math.PI),
  }));
  const spikes = 9 + random.below(6);
  const radii = new Float32Array(DIRECTIONS + 1);
  for (let i = 0; i <= DIRECTIONS; i++) {
    const direction = ((i % DIRECTIONS) / DIRECTIONS) * 2 * Math.PI;
    const ellipse =
      (long * short) / Math.hypot(short * Math.cos(direction - angle), long * Math.sin(direction - angle));
    let wave = crenation * (Math.cos(spikes * direction) ** 4 - 0.375); // 0.375 is the mean of cos⁴
    for (const { k, amplitude, phase } of waves) wave += amplitude * Math.cos(k * direction + phase);
    radii[i] = ellipse * Math.max(0.3, 1 + wave);
  }
  return { x, y, radii, slants: slantsOf(radii), reach: radii.reduce((a, b) => Math.max(a, b)) };
}

/** The outline moved by (dx, dy) pixels. */
export function movedOutline(shape: Outline, dx: number, dy: number): Outline {
  return { ...shape, x: shape.x + dx, y: shape.y + dy };
}

/** Signed distance in pixels from a point to an outline, negative inside; exact to first order near the outline. */
export function outlineDistance(shape: Outline, x: number, y: number): number {
  const dx = x - shape.x;
  const dy = y - shape.y;
  const turn = Math.atan2(dy, dx) / (2 * Math.PI);
  const place = (turn < 0 ? turn + 1 : turn) * DIRECTIONS;
  const i = Math.min(DIRECTIONS - 1, Math.floor(place));
  const f = place - i;
  const radius = shape.radii[i]! * (1 - f) + shape.radii[i + 1]! * f;
  const slant = shape.slants[i]! * (1 - f) + shape.slants[i + 1]! * f;
  return (Math.sqrt(dx * dx + dy * dy) - radius) * slant;
}

/** cos(atan(R' / R)) by central differences. */
function slantsOf(radii: Float32Array): Float32Array {
  const step = (4 * Math.PI) / DIRECTIONS;
  return radii.map((radius, i) => {
    const before = radii[(i + DIRECTIONS - 1) % DIRECTIONS]!;
    const after = radii[(i + 1) % DIRECTIONS]!;
    return radius / Math.hypot(radius, (after - before) / step);
  });
}
