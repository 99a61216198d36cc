import { type ChannelMeans, constancyTables } from '../colour/colour-constancy.ts';
import type { GreyImage, RgbImage } from '../image.ts';
import { greyImage } from '../image.ts';
import { createKernels, type Kernels, layOut } from '../kernels/kernels.ts';
import { differenceWeights, packedTables, spatialTaps, tapWords } from './bilateral-weights.ts';
import { reflect101 } from './reflect.ts';

/** Words of border on either side of a plane row, as in `assembly/rows.ts`; the largest radius. */
const MARGIN = 16;
/** The radius that has a kernel of its own. */
const PACKED_RADIUS = 4;
/** Histograms that the kernels count in by turns. */
const HISTOGRAMS = 4;
/** Pixels filtered at a time: what is worked on stays in the processor's cache, memory stays bounded. */
const STRIP_PIXELS = 2 ** 19;

export interface BilateralOptions {
  /** Side of the window in pixels, odd, 3 to 33; the window is the circle in it. Default 9 (Table A1). */
  readonly diameter: number;
  /** Standard deviation in grey levels and in pixels alike, 0.001 to 5000. Default 50 (Table A1). */
  readonly sigma: number;
}

/** A filtered image and how often each of its 256 levels occurs. */
export interface Smoothed {
  readonly image: GreyImage;
  readonly histogram: Uint32Array;
}

/**
 * The bilateral filter over a plane of grey levels, in strips, on the compiled kernels. The plane is either a
 * grey image or made on the way from a colour image (colour constancy, magenta times saturation), so that no
 * stage between costs a pass over memory. One instance serves one thread and keeps its tables.
 */
export class PlaneFilter {
  readonly #kernels: Kernels = createKernels();
  readonly #radius: number;
  readonly #sigma: number;
  readonly #taps: Int32Array;
  readonly #tapCount: number;
  readonly #colour: Float32Array;
  readonly #packed: BigInt64Array;

  /** @throws RangeError if an option lies outside its range. */
  constructor({ diameter, sigma }: BilateralOptions) {
    if (!Number.isInteger(diameter) || diameter % 2 !== 1 || diameter < 3 || diameter > 2 * MARGIN + 1) {
      throw new RangeError(
        `bilateral diameter ${diameter}: expected an odd number from 3 to ${2 * MARGIN + 1}`,
      );
    }
    if (!(sigma >= 0.001 && sigma <= 5000)) {
      throw new RangeError(`bilateral sigma ${sigma}: expected 0.001 to 5000`);
    }
    this.#sigma = sigma;
    this.#radius = (diameter - 1) / 2;
    const taps = spatialTaps(this.#radius, sigma);
    this.#tapCount = taps.length;
    this.#taps = tapWords(taps, this.#radius);
    this.#colour = differenceWeights(sigma);
    this.#packed = this.#radius === PACKED_RADIUS ? packedTables(sigma) : new BigInt64Array(0);
  }

  /**
   * Colour constancy, magenta times saturation, bilateral filter: the first three stages in one pass.
   * @param means that colour constancy goes by, where the image is a part of a larger one; default its own
   */
  magentaSaturation(image: RgbImage, means: ChannelMeans = this.#means(image)): Smoothed {
    return this.#filter(image, constancyTables(means));
  }

  /** The bilateral filter alone. */
  grey(image: GreyImage): Smoothed {
    return this.#filter(image, new Uint8Array(0));
  }

  #means({ data, width, height }: RgbImage): ChannelMeans {
    const pixels = width * height;
    const chunk = Math.min(pixels, STRIP_PIXELS);
    const { memory, channelSums } = this.#kernels;
    const [sums, rgb] = layOut(memory, [24, chunk * 3]) as [number, number];
    const bytes = new Uint8Array(memory.buffer);
    bytes.fill(0, sums, sums + 24);
    for (let from = 0; from < pixels; from += chunk) {
      const count = Math.min(chunk, pixels - from);
      bytes.set(data.subarray(from * 3, (from + count) * 3), rgb);
      channelSums(rgb, count, sums);
    }
    const [red, green, blue] = new BigUint64Array(memory.buffer, sums, 3);
    return [Number(red) / pixels, Number(green) / pixels, Number(blue) / pixels];
  }

  #filter(image: RgbImage | GreyImage, tables: Uint8Array): Smoothed {
    const { width, height } = image;
    const radius = this.#radius;
    const samples = image.kind === 'rgb' ? width * 3 : width;
    const stripRows = Math.min(height, Math.max(4 * radius, Math.floor(STRIP_PIXELS / width)));
    const inputRows = Math.min(height, stripRows + 2 * radius);
    const stride = (width + 2 * MARGIN) * 2;
    const kernels = this.#kernels;
    const [constancy, taps, colour, packed, histogram, window, scratch, input, plane, output] = layOut(
      kernels.memory,
      [
        tables.byteLength,
        this.#taps.byteLength,
        this.#colour.byteLength,
        this.#packed.byteLength,
        HISTOGRAMS * 256 * 4,
        (2 * radius + 1) * 4,
        5 * stride,
        inputRows * samples,
        inputRows * stride,
        stripRows * width + 8,
      ],
    ) as [number, number, number, number, number, number, number, number, number, number];
    const memory = kernels.memory.buffer;
    const bytes = new Uint8Array(memory);
    bytes.set(tables, constancy);
    new Int32Array(memory, taps).set(this.#taps);
    new Float32Array(memory, colour).set(this.#colour);
    new BigInt64Array(memory, packed).set(this.#packed);
    const counts = new Uint32Array(memory, histogram, HISTOGRAMS * 256).fill(0);
    const rows = new Uint32Array(memory, window, 2 * radius + 1);
    const result = greyImage(width, height);

    for (let top = 0; top < height; top += stripRows) {
      const bottom = Math.min(height, top + stripRows);
      const first = Math.max(0, top - radius);
      const last = Math.min(height, bottom + radius);
      bytes.set(image.data.subarray(first * samples, last * samples), input);
      for (let y = first; y < last; y++) {
        const from = input + (y - first) * samples;
        const to = plane + (y - first) * stride;
        if (image.kind === 'rgb') kernels.constantMagentaSaturationRow(from, constancy, to, width);
        else kernels.greyRow(from, to, width);
      }
      for (let y = top; y < bottom; y++) {
        for (let i = 0; i <= 2 * radius; i++) {
          rows[i] = plane + (reflect101(y + i - radius, height) - first) * stride;
        }
        const to = output + (y - top) * width;
        if (radius === PACKED_RADIUS) {
          kernels.bilateralRow9(
            window,
            taps,
            this.#tapCount,
            colour,
            packed,
            scratch,
            stride,
            0.5 / this.#sigma ** 2,
            width,
            to,
            histogram,
          );
        } else kernels.bilateralRow(window, taps, this.#tapCount, colour, width, to, histogram);
      }
      result.data.set(bytes.subarray(output, output + (bottom - top) * width), top * width);
    }
    const total = Uint32Array.from({ length: 256 }, (_, level) => {
      return counts[level]! + counts[256 + level]! + counts[512 + level]! + counts[768 + level]!;
    });
    return { image: result, histogram: total };
  }
}
