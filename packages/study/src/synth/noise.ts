/**
 * Noise as a function of position: the same place has the same value whichever rectangle is being drawn.
 * The hash is an integer finaliser (multiply, shift, exclusive or) over the lattice point and the seed.
 */

/** 32 well-mixed bits for the lattice point (x, y), integers, and a 32-bit seed. */
export function hash(seed: number, x: number, y: number): number {
  let bits = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca77) ^ seed;
  bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d);
  bits = Math.imul(bits ^ (bits >>> 12), 0x297a2d39);
  return (bits ^ (bits >>> 15)) >>> 0;
}

/** Roughly normal noise of mean 0 and standard deviation 1 at a lattice point: the sum of the hash's four bytes. */
export function whiteNoise(seed: number, x: number, y: number): number {
  const bits = hash(seed, x, y);
  const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
  return (sum - 510) / 147.8; // four uniform bytes: mean 4 x 127.5, variance 4 x (256² - 1) / 12
}

/** Smooth noise in [-1, 1] with one random value a unit square (value noise). */
export function valueNoise(seed: number, x: number, y: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const u = fade(x - column);
  const v = fade(y - row);
  const top = hash(seed, column, row) * (1 - u) + hash(seed, column + 1, row) * u;
  const bottom = hash(seed, column, row + 1) * (1 - u) + hash(seed, column + 1, row + 1) * u;
  return (top * (1 - v) + bottom * v) / 0x7fffffff - 1;
}

/**
 * Sum of `octaves` value noises, each twice as fine and half as strong, scaled to [-1, 1].
 * Every octave is turned by 37°, which hides the lattice.
 */
export function fractalNoise(seed: number, x: number, y: number, octaves: number): number {
  let sum = 0;
  let total = 0;
  let weight = 1;
  for (let octave = 0; octave < octaves; octave++) {
    sum += weight * valueNoise(seed + octave, x, y);
    total += weight;
    weight /= 2;
    const turned = 2 * (0.8 * x - 0.6 * y);
    y = 2 * (0.6 * x + 0.8 * y);
    x = turned;
  }
  return sum / total;
}

/**
 * Coverage in [0, 1] of scattered round grains: in a share `presence` of the unit squares lies one, at a random place,
 * of 0.6 to 1 times the given radius and 0.5 to 1 times full strength. The edge is `softness` wide.
 * Radius plus softness must not exceed 1.
 */
export function grainCoverage(
  seed: number,
  x: number,
  y: number,
  grain: { radius: number; presence: number; softness: number },
): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  let coverage = 0;
  for (let j = row - 1; j <= row + 1; j++) {
    for (let i = column - 1; i <= column + 1; i++) {
      const bits = hash(seed, i, j);
      if ((bits & 1023) >= 1024 * grain.presence) continue;
      const dx = x - i - ((bits >>> 10) & 255) / 256;
      const dy = y - j - ((bits >>> 18) & 255) / 256;
      const variety = (bits >>> 26) / 64;
      const radius = grain.radius * (0.6 + 0.4 * variety);
      const inside = 0.5 + (radius - Math.sqrt(dx * dx + dy * dy)) / grain.softness;
      if (inside <= 0) continue;
      const strength = 0.5 + (0.5 * ((bits >>> 13) & 63)) / 63;
      coverage = Math.max(coverage, Math.min(inside, 1) * strength);
    }
  }
  return coverage;
}

function fade(t: number): number {
  return t * t * (3 - 2 * t);
}
