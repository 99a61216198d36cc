import { type RgbImage, rgbImage } from '../image.ts';

export interface StainJitterOptions {
  /**
   * M, row by row: how red's, green's and blue's new optical densities (rows) follow from the old ones (columns).
   * Each entry -4 to 4, without unit. Default the identity.
   */
  readonly matrix?: readonly number[];
  /** b: optical density added to red, green and blue, natural logarithm, each -4 to 4. Default 0, 0, 0. */
  readonly offset?: readonly number[];
}

const IDENTITY = [1, 0, 0, 0, 1, 0, 0, 0, 1];
const BOUND = 4;
const LOGARITHM = Float64Array.from({ length: 256 }, (_, level) => Math.log((level + 1) / 256));

/**
 * Another staining of the same smear, in optical density. By Beer and Lambert's law the light that passes falls off
 * exponentially with the amount of dye, so that od = -ln((v + 1) / 256) of a channel is linear in the amounts: od = S c
 * with the dyes' absorbances in the columns of S (Ruifrok and Johnston 2001). Dyes taken up k times as much are then
 * M = S diag(k) S⁻¹, dimmer light or a thicker film is b (Tellez et al. 2018 draw both at random). Here od' = M od + b,
 * and v' = 256 exp(-od') - 1, rounded and clipped to 0 to 255. The identity with offset 0 gives the image back.
 *
 * exp of the sum is taken as a product of three table entries, one a channel, so no pixel costs a logarithm or an
 * exponential.
 * @throws RangeError if an option lies outside its range
 */
export function stainJitter(
  { width, height, data }: RgbImage,
  { matrix = IDENTITY, offset = [0, 0, 0] }: StainJitterOptions = {},
): RgbImage {
  check('matrix', matrix, 9);
  check('offset', offset, 3);
  /** What one channel contributes to another's new sample, by level; the offset goes with red's part. */
  const part = (from: number, to: number): Float64Array => {
    const gain = from === 0 ? 256 * Math.exp(-offset[to]!) : 1;
    return LOGARITHM.map((logarithm) => gain * Math.exp(matrix[3 * to + from]! * logarithm));
  };
  const restained = new Uint8ClampedArray(data.length);
  for (let channel = 0; channel < 3; channel++) {
    const fromRed = part(0, channel);
    const fromGreen = part(1, channel);
    const fromBlue = part(2, channel);
    for (let i = 0; i < data.length; i += 3) {
      restained[i + channel] = fromRed[data[i]!]! * fromGreen[data[i + 1]!]! * fromBlue[data[i + 2]!]! - 1;
    }
  }
  return rgbImage(width, height, new Uint8Array(restained.buffer));
}

function check(name: string, values: readonly number[], length: number): void {
  if (values.length === length && values.every((value) => Math.abs(value) <= BOUND)) return;
  throw new RangeError(
    `stain ${name} [${values.join(', ')}]: expected ${length} numbers from -${BOUND} to ${BOUND}`,
  );
}
