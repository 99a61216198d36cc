import type { AnyImage } from '../image.ts';

type Samples = Uint8Array | Uint16Array | Float32Array;

/**
 * The image under one of the eight symmetries of the square; with an odd one width and height change places.
 * @param symmetry 0 to 7. 0 to 3 turn anticlockwise by so many quarters; 4 to 7 mirror left to right, then turn by
 *   `symmetry - 4` quarters: 4 mirrors left to right, 6 top to bottom, 5 transposes (pixel (x, y) becomes (y, x)), 7
 *   transposes along the other diagonal
 * @throws RangeError for another number
 */
export function dihedral<Image extends AnyImage>(image: Image, symmetry: number): Image {
  const { width, height } = image;
  const data = moved(image.data, width, height, image.kind === 'rgb' ? 3 : 1, symmetry);
  const swaps = symmetry % 2 === 1;
  return { ...image, width: swaps ? height : width, height: swaps ? width : height, data };
}

/**
 * `dihedral` on planes one after the other, such as a network's channels or probabilities: `data` holds any number of
 * planes of `width` x `height`; the result's are `height` x `width` where `symmetry` is odd.
 * @throws RangeError for another symmetry than 0 to 7, or data that are no whole number of planes
 */
export function dihedralPlanes(
  data: Float32Array,
  width: number,
  height: number,
  symmetry: number,
): Float32Array {
  const size = width * height;
  if (!(size > 0) || data.length % size !== 0) {
    throw new RangeError(`${data.length} values are no whole number of planes of ${width} x ${height}`);
  }
  const result = new Float32Array(data.length);
  for (let from = 0; from < data.length; from += size) {
    result.set(moved(data.subarray(from, from + size), width, height, 1, symmetry), from);
  }
  return result;
}

/** The symmetry that undoes `symmetry`: the turn back; mirrorings undo themselves. */
export function inverseSymmetry(symmetry: number): number {
  return checked(symmetry) < 4 ? (4 - symmetry) % 4 : symmetry;
}

/** The one symmetry that does what `first` and then `second` do. */
export function composeSymmetries(first: number, second: number): number {
  const mirrored = checked(first) < 4 !== checked(second) < 4;
  // A turn before a mirroring is the turn the other way round after it.
  const turns = second < 4 ? second + first : second + 4 - (first % 4);
  return (turns % 4) + (mirrored ? 4 : 0);
}

/** Samples of pixels, read from the source in equal steps while the result is written in order. */
function moved<Data extends Samples>(
  source: Data,
  width: number,
  height: number,
  samples: number,
  symmetry: number,
): Data {
  const turns = checked(symmetry) % 4;
  const swaps = turns % 2 === 1;
  const flipsColumns = (turns === 1 || turns === 2) !== symmetry >= 4;
  const flipsRows = turns >= 2;
  const start = ((flipsColumns ? width - 1 : 0) + (flipsRows ? (height - 1) * width : 0)) * samples;
  const column = (flipsColumns ? -1 : 1) * samples;
  const row = (flipsRows ? -width : width) * samples;
  const [stepX, stepY] = swaps ? [row, column] : [column, row];
  const [newWidth, newHeight] = swaps ? [height, width] : [width, height];
  const target = source.slice() as Data;
  for (let y = 0, to = 0; y < newHeight; y++) {
    for (let x = 0, from = start + y * stepY; x < newWidth; x++, from += stepX) {
      for (let sample = 0; sample < samples; sample++) target[to++] = source[from + sample]!;
    }
  }
  return target;
}

function checked(symmetry: number): number {
  if (Number.isInteger(symmetry) && symmetry >= 0 && symmetry <= 7) return symmetry;
  throw new RangeError(`a symmetry of the square is a whole number from 0 to 7, but ${symmetry} was given`);
}
