/*
 * Random numbers by counting: each is a hash of what it is for (seed, name, step, index), so that nothing has to be
 * remembered from one to the next, a resumed run draws the same ones, and every device agrees.
 */

/** One round of a 32-bit mixing function; a bijection whose output bits depend on all input bits. */
export function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) | 0;
}

/** A 32-bit key from any parts. */
export function keyOf(...parts: readonly (number | string)[]): number {
  let h = 0x9e3779b9 | 0;
  for (const part of parts) {
    if (typeof part === 'number') {
      // seeds and steps may exceed 32 bits
      h = mix(mix(h ^ (part | 0)) ^ Math.floor(part / 2 ** 32));
    } else {
      for (let i = 0; i < part.length; i++) h = mix(h ^ part.charCodeAt(i));
      h = mix(h ^ part.length);
    }
  }
  return h;
}

/** The `index`-th uniform number in [0, 1) under a key, with 32 random bits. */
export function uniform(key: number, index: number): number {
  return (mix(key ^ mix(index + 0x3c6ef372)) >>> 0) / 2 ** 32;
}

/** The `index`-th normal number under a key (Box-Muller). */
export function normal(key: number, index: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform(key, 2 * index)));
  return radius * Math.cos(2 * Math.PI * uniform(key, 2 * index + 1));
}
