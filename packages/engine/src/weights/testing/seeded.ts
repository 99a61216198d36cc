/** Whole numbers in [0, count) from a seed, for tests (xorshift32, Marsaglia 2003). */
export function seeded(seed: number): (count: number) => number {
  let state = (seed * 2654435761) >>> 0 || 1;
  return (count) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % count;
  };
}
