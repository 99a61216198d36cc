/**
 * Seeded random numbers, the same in Node and in every browser.
 * The generator is Bob Jenkins' small fast counter (sfc32), 128 bits of state, period at least 2^32.
 */
export interface Random {
  /** A number in [0, 1) with 32 random bits. */
  next(): number;
  /** A number in [low, high). */
  between(low: number, high: number): number;
  /** An integer in [0, count). */
  below(count: number): number;
  /** A draw from the normal distribution with the given mean and standard deviation. */
  normal(mean?: number, deviation?: number): number;
  /** One of the items, each as likely as any other. */
  pick<T>(items: readonly T[]): T;
  /** The items in random order; the argument is left as it is (Fisher-Yates). */
  shuffled<T>(items: readonly T[]): T[];
  /** An independent generator for a named part, so that parts don't disturb one another's draws. */
  fork(name: string): Random;
}

/** A generator that gives the same numbers for the same seed. The seed is any integer or text. */
export function random(seed: number | string): Random {
  const next = sfc32(...seedWords(String(seed)));
  const self: Random = {
    next,
    between: (low, high) => low + (high - low) * next(),
    below: (count) => Math.floor(next() * count),
    normal: (mean = 0, deviation = 1) =>
      mean + deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick: (items) => items[Math.floor(next() * items.length)]!,
    shuffled: (items) => {
      const copy = [...items];
      for (let i = copy.length - 1; i > 0; i--) {
        const j = Math.floor(next() * (i + 1));
        [copy[i], copy[j]] = [copy[j]!, copy[i]!];
      }
      return copy;
    },
    fork: (name) => random(`${seed}/${name}`),
  };
  return self;
}

function sfc32(a: number, b: number, c: number, counter: number): () => number {
  const next = () => {
    const t = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return (t >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 12; i++) next(); // the seed's bits reach all of the state
  return next;
}

/** Three 32-bit words from a text: FNV-1a, with another starting value each. */
function seedWords(text: string): [number, number, number, number] {
  const word = (start: number) => {
    let hash = start;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
    return hash | 0;
  };
  return [word(0x811c9dc5), word(0x01234567), word(0x9e3779b9), 1];
}
