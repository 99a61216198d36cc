import { type Mask, type RgbImage, rgbImage } from '../image.ts';
import { type Field, FRONT, FrontQueue, KNOWN, march, UNKNOWN } from './front.ts';

/** Distance of what no front reached. */
const FAR = 1e6;
/** Least weight that a direction has across the front. */
const LEAST_DIRECTION = 1e-6;

/**
 * Paints over the pixels inside with what is round them, from the rim inwards (Telea 2004), with OpenCV's conventions
 * (`cv2.inpaint(image, mask, radius, cv2.INPAINT_TELEA)`).
 * @param radius how far a pixel's colour comes from, pixels, 1 to 100
 * @throws RangeError where the sizes differ, or the radius is none
 */
export function inpaint(image: RgbImage, inside: Mask, radius: number): RgbImage {
  if (image.width !== inside.width || image.height !== inside.height) {
    throw new RangeError(
      `a mask of ${inside.width} x ${inside.height} on an image of ${image.width} x ${image.height}; expected the same size`,
    );
  }
  if (!Number.isInteger(radius) || radius < 1 || radius > 100) {
    throw new RangeError(`the radius of inpainting is a whole number from 1 to 100, but ${radius} was given`);
  }
  const result = rgbImage(image.width, image.height, image.data.slice());
  const stride = image.width + 2;
  const unknown = new Uint8Array(stride * (image.height + 2));
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      if (inside.data[y * image.width + x]) unknown[(y + 1) * stride + x + 1] = 1;
    }
  }
  const rim = rimOf(unknown, stride, 1, true);
  const distance = new Float32Array(unknown.length).fill(FAR);
  outwards(distance, unknown, rim, stride, radius);
  const state = unknown.map((is, i) => (is ? UNKNOWN : rim[i] ? FRONT : KNOWN));
  const field: Field = { stride, state, distance };
  const painter = { field, data: result.data, width: image.width, height: image.height, radius };
  march(field, queueOf(rim), (pixel) => paint(painter, pixel));
  return result;
}

/** Distances outside, as far as the radius, below zero: they tell how the front moved there. */
function outwards(
  distance: Float32Array,
  unknown: Uint8Array,
  rim: Uint8Array,
  stride: number,
  radius: number,
): void {
  for (let i = 0; i < rim.length; i++) if (rim[i]) distance[i] = 0;
  const near = rimOf(unknown, stride, radius, false);
  const state = near.map((is, i) => (rim[i] ? FRONT : is ? UNKNOWN : KNOWN));
  const reached = rim.slice();
  march({ stride, state, distance }, queueOf(rim), (pixel) => {
    reached[pixel] = 1;
  });
  for (let i = 0; i < reached.length; i++) if (reached[i]) distance[i] = -distance[i]!;
}

function queueOf(front: Uint8Array): FrontQueue {
  const queue = new FrontQueue();
  front.forEach((is, pixel) => {
    if (is) queue.push(pixel, 0);
  });
  return queue;
}

/** The pixels within a radius of a region and not in it, without the arrays' rim: by a cross, or OpenCV's ellipse. */
function rimOf(region: Uint8Array, stride: number, radius: number, cross: boolean): Uint8Array {
  const rows = region.length / stride;
  const rim = new Uint8Array(region.length);
  const widths = Array.from({ length: 2 * radius + 1 }, (_, i) => {
    const dy = i - radius;
    return cross ? (dy === 0 ? radius : 0) : Math.round(Math.sqrt(radius * radius - dy * dy));
  });
  for (let y = 1; y < rows - 1; y++) {
    for (let x = 1; x < stride - 1; x++) {
      if (!region[y * stride + x]) continue;
      widths.forEach((width, i) => {
        const row = y + i - radius;
        if (row < 1 || row >= rows - 1) return;
        for (let column = Math.max(1, x - width); column <= Math.min(stride - 2, x + width); column++) {
          if (!region[row * stride + column]) rim[row * stride + column] = 1;
        }
      });
    }
  }
  return rim;
}

interface Painter {
  readonly field: Field;
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly radius: number;
}

const rounded = new Uint8ClampedArray(1);

/**
 * A pixel's colour from the known ones about it: each weighs by how near it is, how near its distance from the rim is, and how
 * much it lies where the front comes from; with what the colours' slopes add (Telea 2004, equations 2 to 4).
 */
function paint({ field, data, width, height, radius }: Painter, pixel: number): void {
  const { stride, state, distance } = field;
  const [px, py] = [pixel % stride, Math.floor(pixel / stride)];
  const slopeX = slope(field, pixel, 1);
  const slopeY = slope(field, pixel, stride);
  const [sum, slopesX, slopesY] = [new Float64Array(3), new Float64Array(3), new Float64Array(3)];
  let weights = 1e-20;
  for (let y = Math.max(1, py - radius); y <= Math.min(height, py + radius); y++) {
    for (let x = Math.max(1, px - radius); x <= Math.min(width, px + radius); x++) {
      const at = y * stride + x;
      const [rx, ry] = [px - x, py - y];
      const squared = rx * rx + ry * ry;
      if (state[at] === UNKNOWN || squared > radius * radius) continue;
      const nearness = 1 / (squared * Math.sqrt(squared));
      const level = 1 / (1 + Math.abs(distance[at]! - distance[pixel]!));
      const along = rx * slopeX + ry * slopeY;
      const weight = Math.abs(nearness * level * (Math.abs(along) <= 0.01 ? LEAST_DIRECTION : along));
      weights += weight;
      // the picture's own rows and columns; beyond its border is the border
      const colour = 3 * ((y - 1) * width + x - 1);
      const right = state[at + 1] !== UNKNOWN ? (x < width ? 3 : 0) : undefined;
      const left = state[at - 1] !== UNKNOWN ? (x > 1 ? -3 : 0) : undefined;
      const below = state[at + stride] !== UNKNOWN ? (y < height ? 3 * width : 0) : undefined;
      const above = state[at - stride] !== UNKNOWN ? (y > 1 ? -3 * width : 0) : undefined;
      for (let channel = 0; channel < 3; channel++) {
        sum[channel]! += weight * data[colour + channel]!;
        slopesX[channel]! -= weight * rx * difference(data, colour + channel, right, left);
        slopesY[channel]! -= weight * ry * difference(data, colour + channel, below, above);
      }
    }
  }
  const to = 3 * ((py - 1) * width + px - 1);
  for (let channel = 0; channel < 3; channel++) {
    const [x, y] = [slopesX[channel]!, slopesY[channel]!];
    const value = sum[channel]! / weights + (x + y) / (Math.hypot(x, y) + 1e-20);
    // a half is added before rounding, and halves go to even levels, as OpenCV has it: which clamped arrays do
    rounded[0] = value + 0.5;
    data[to + channel] = rounded[0];
  }
}

/** How the distance changes along an axis, by the neighbours that are known. */
function slope({ state, distance }: Field, pixel: number, step: number): number {
  const [before, after] = [pixel - step, pixel + step];
  if (state[after] !== UNKNOWN) {
    if (state[before] !== UNKNOWN) return (distance[after]! - distance[before]!) / 2;
    return distance[after]! - distance[pixel]!;
  }
  return state[before] !== UNKNOWN ? distance[pixel]! - distance[before]! : 0;
}

/** How a colour changes along an axis, by the neighbours that are known; between two it counts double, as OpenCV has it. */
function difference(
  data: Uint8Array,
  at: number,
  after: number | undefined,
  before: number | undefined,
): number {
  if (after !== undefined) {
    if (before !== undefined) return 2 * (data[at + after]! - data[at + before]!);
    return data[at + after]! - data[at]!;
  }
  return before !== undefined ? data[at]! - data[at + before]! : 0;
}
