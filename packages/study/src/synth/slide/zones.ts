import { fractalNoise } from '../noise.ts';

/** What a place of a smear is like: bare glass, blood too thick to read, blood out of focus, or the layer that is read. */
export type Zone = 'blank' | 'thick' | 'blurred' | 'monolayer';

/** The glass beside the smear, as a share of the slide's side. */
const GLASS = 0.07;
/** Where the drop was put the smear is thick, up to this share of its length. */
const THICK = 0.2;

/**
 * The zone at a place of a slide, by its shares of width and height: a smear drawn from left to right, thick at its beginning,
 * with a ragged edge and spots out of focus.
 */
export function zoneAt(seed: number, x: number, y: number): Zone {
  const ragged = 0.03 * fractalNoise(seed, 9 * x, 9 * y, 2);
  const fromEdge = Math.min(x, 1 - x, y, 1 - y) + ragged;
  if (fromEdge < GLASS) return 'blank';
  if (x + ragged < THICK) return 'thick';
  return fractalNoise(seed + 1, 6 * x, 6 * y, 1) > 0.4 ? 'blurred' : 'monolayer';
}
