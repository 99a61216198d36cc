import { keyOf, uniform } from '../../packages/engine/src/graph/random.ts';

/** A batch of pictures of one tinted disc each on a noisy ground. */
export interface Discs {
  /** [BATCH, CHANNELS, SIDE, SIDE], about 0 to 1.4. */
  readonly x: Float32Array;
  /** [BATCH, 1, SIDE, SIDE]: 1 on the disc. */
  readonly mask: Float32Array;
  /** [BATCH]: the channel of the disc's tint. */
  readonly tint: BigInt64Array;
}

export const BATCH = 4;
export const CHANNELS = 3;
export const SIDE = 32;

/** The batch of a step; equal seeds and steps give equal pictures. */
export function discs(seed: number, step: number): Discs {
  const key = keyOf(seed, 'discs', step);
  const area = SIDE * SIDE;
  const x = new Float32Array(BATCH * CHANNELS * area);
  const mask = new Float32Array(BATCH * area);
  const tint = new BigInt64Array(BATCH);
  for (let picture = 0; picture < BATCH; picture++) {
    const place = keyOf(key, picture);
    const row = SIDE * (0.25 + 0.5 * uniform(place, 0));
    const column = SIDE * (0.25 + 0.5 * uniform(place, 1));
    const radius = SIDE * (0.12 + 0.15 * uniform(place, 2));
    const tinted = Math.floor(CHANNELS * uniform(place, 3));
    tint[picture] = BigInt(tinted);
    for (let pixel = 0; pixel < area; pixel++) {
      const dy = Math.floor(pixel / SIDE) - row;
      const dx = (pixel % SIDE) - column;
      const inside = dy * dy + dx * dx < radius * radius ? 1 : 0;
      mask[picture * area + pixel] = inside;
      for (let channel = 0; channel < CHANNELS; channel++) {
        const at = (picture * CHANNELS + channel) * area + pixel;
        x[at] = inside * (channel === tinted ? 0.8 : 0.3) + 0.6 * uniform(key, at);
      }
    }
  }
  return { x, mask, tint };
}
