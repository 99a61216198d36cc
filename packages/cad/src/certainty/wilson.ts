/** A share of things counted, with its 95 % interval. */
export interface CountedShare {
  readonly count: number;
  readonly share: number;
  readonly interval: readonly [low: number, high: number];
}

/** Of the standard normal distribution, 97.5 %. */
const Z = 1.959963984540054;

/**
 * A share with its 95 % interval by Wilson's score (1927), which holds for few things and for shares near 0 and 1, too.
 * @param count of those meant, 0 to `total`
 * @returns undefined where nothing was counted
 */
export function countedShare(count: number, total: number): CountedShare | undefined {
  if (total === 0) return undefined;
  const share = count / total;
  const middle = (share + Z ** 2 / (2 * total)) / (1 + Z ** 2 / total);
  const half =
    (Z / (1 + Z ** 2 / total)) * Math.sqrt((share * (1 - share)) / total + Z ** 2 / (4 * total ** 2));
  return { count, share, interval: [Math.max(0, middle - half), Math.min(1, middle + half)] };
}
