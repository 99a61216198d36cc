/**
 * The arrays of pixels that everything here works on: rows from the top, pixels from the left, no padding.
 * The pixel (x, y) of a one-channel image is `data[y * width + x]`.
 */

/** 8-bit colour, three bytes a pixel in the order red, green, blue. */
export interface RgbImage {
  readonly kind: 'rgb';
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** 8-bit intensity, 0 to 255. */
export interface GreyImage {
  readonly kind: 'grey';
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A set of pixels: 1 inside, 0 outside. */
export interface Mask {
  readonly kind: 'mask';
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Objects drawn with their number: 0 is background, n is the n-th object (1-based). */
export interface LabelImage {
  readonly kind: 'labels';
  readonly width: number;
  readonly height: number;
  readonly data: Uint16Array;
}

export type AnyImage = RgbImage | GreyImage | Mask | LabelImage;

const CHANNELS = { rgb: 3, grey: 1, mask: 1, labels: 1 } as const;

/** Bytes (or 16-bit words) that an image of this kind and size holds. */
export function sampleCount(kind: AnyImage['kind'], width: number, height: number): number {
  return CHANNELS[kind] * width * height;
}

/** An `RgbImage` of the given size in pixels; black unless `data` (width x height x 3) is given. */
export function rgbImage(width: number, height: number, data?: Uint8Array): RgbImage {
  return { kind: 'rgb', width, height, data: checked('rgb', width, height, data) };
}

/** A `GreyImage` of the given size in pixels; black unless `data` (width x height) is given. */
export function greyImage(width: number, height: number, data?: Uint8Array): GreyImage {
  return { kind: 'grey', width, height, data: checked('grey', width, height, data) };
}

/** A `Mask` of the given size in pixels; empty unless `data` (width x height, 0 or 1) is given. */
export function mask(width: number, height: number, data?: Uint8Array): Mask {
  return { kind: 'mask', width, height, data: checked('mask', width, height, data) };
}

/** A `LabelImage` of the given size in pixels; all background unless `data` (width x height) is given. */
export function labelImage(width: number, height: number, data?: Uint16Array): LabelImage {
  const samples = data ?? new Uint16Array(width * height);
  checkSize('labels', width, height, samples.length);
  return { kind: 'labels', width, height, data: samples };
}

function checked(kind: AnyImage['kind'], width: number, height: number, data?: Uint8Array): Uint8Array {
  const samples = data ?? new Uint8Array(sampleCount(kind, width, height));
  checkSize(kind, width, height, samples.length);
  return samples;
}

function checkSize(kind: AnyImage['kind'], width: number, height: number, length: number): void {
  const expected = sampleCount(kind, width, height);
  if (
    !Number.isInteger(width) ||
    !Number.isInteger(height) ||
    width < 1 ||
    height < 1 ||
    length !== expected
  ) {
    throw new RangeError(
      `a ${kind} image of ${width} x ${height} pixels holds ${expected} samples, but ${length} were given`,
    );
  }
}
