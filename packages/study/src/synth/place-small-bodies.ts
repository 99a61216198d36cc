import type { Random } from '../random.ts';
import type { DiscGrid } from './disc-grid.ts';
import { type Outline, outline } from './outline.ts';

/** A platelet: a pale body with purple granules in its middle. */
export interface Platelet {
  readonly outline: Outline;
  readonly seed: number;
}

/** A round spot: a sharp grain of precipitated stain, or a blurred speck of dust. Lengths in pixels. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly amount: number;
}

/** The rectangle to strew things over, in pixels of the field: its own size and a margin all round. */
export interface Ground {
  readonly width: number;
  readonly height: number;
  readonly margin: number;
  readonly pixelsPerMicrometre: number;
}

/** Platelets, `density` per 1000 µm², clear of white cells. */
export function placePlatelets(
  random: Random,
  ground: Ground,
  density: number,
  whiteCells: DiscGrid,
): Platelet[] {
  return strewn(random, ground, density, (x, y) => {
    const radius = ground.pixelsPerMicrometre * random.between(0.8, 1.5);
    const form = { x, y, radius, elongation: random.between(1, 1.5), roughness: 0.25 };
    const body = outline(random, { ...form, angle: random.between(0, Math.PI) });
    const seed = random.below(2 ** 31);
    return whiteCells.clearance(x, y, body.reach) > 0 ? { outline: body, seed } : undefined;
  });
}

/** Grains of precipitated stain, `density` per 1000 µm², most of them small. */
export function placePrecipitate(random: Random, ground: Ground, density: number): Spot[] {
  return strewn(random, ground, density, (x, y) => {
    const radius = ground.pixelsPerMicrometre * (0.12 + 0.35 * random.next() ** 3);
    return { x, y, radius, amount: random.between(0.6, 1.6) };
  });
}

/** Specks of dust out of focus, `density` per 1000 µm². */
export function placeDust(random: Random, ground: Ground, density: number): Spot[] {
  return strewn(random, ground, density, (x, y) => {
    const radius = ground.pixelsPerMicrometre * random.between(0.5, 2);
    return { x, y, radius, amount: random.between(0.05, 0.35) };
  });
}

function strewn<T>(
  random: Random,
  ground: Ground,
  density: number,
  make: (x: number, y: number) => T | undefined,
): T[] {
  const { width, height, margin, pixelsPerMicrometre } = ground;
  const across = width + 2 * margin;
  const down = height + 2 * margin;
  const expected = (density * across * down) / (1000 * pixelsPerMicrometre ** 2);
  const count = Math.floor(expected + random.next());
  const things: T[] = [];
  for (let i = 0; i < count; i++) {
    const thing = make(random.between(0, across) - margin, random.between(0, down) - margin);
    if (thing !== undefined) things.push(thing);
  }
  return things;
}
