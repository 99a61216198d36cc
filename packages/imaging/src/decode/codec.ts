import type { ImageFormat } from './format.ts';

/** Pixels as a file stores them: rows from the top, samples of a pixel side by side, no padding. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** Samples a pixel: those of `space`, then perhaps alpha, then perhaps others that mean nothing here. */
  readonly channels: number;
  /** `grey` 1 sample, 0 black; `rgb` 3 samples; `cmyk` 4 samples, 0 no ink. A palette is already looked up. */
  readonly space: keyof typeof COLOUR_CHANNELS;
  /** width x height x channels samples, of 8 or 16 bits; fewer bits are scaled up to 8. */
  readonly data: Uint8Array | Uint16Array;
  /** Frames or pages in the file, of which this is the first. */
  readonly frames: number;
  /** The embedded ICC profile; it is not applied. */
  readonly profile?: Uint8Array;
  /** The decoder stumbled and went on, so that some pixels may be wrong. Only JPEG, which has no checksums. */
  readonly isDamaged: boolean;
}

/** Samples that the colour itself takes. */
export const COLOUR_CHANNELS = { grey: 1, rgb: 3, cmyk: 4 } as const;

/** Pixels to be written: one channel of 8 or 16 bits, or three of 8. */
export interface PngSamples {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array | Uint16Array;
}

/** Pixels to be written with some loss: three channels of 8 bits. */
export interface JpegSamples {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  /** 1 to 100. */
  readonly quality: number;
}

/**
 * What a decoding library must do; everything with a choice in it (orientation, alpha, depth, colour) is done on
 * the raster afterwards, so that two codecs over the same library give the same image.
 */
export interface ImageCodec {
  /**
   * The stored samples of the first frame or page: not oriented, not colour-managed, alpha kept apart.
   * @throws ImageError `truncated`, `corrupt`, `unsupported`, or `too-large` over `maxPixels`
   */
  decode(bytes: Uint8Array, format: Exclude<ImageFormat, 'bmp'>, maxPixels: number): Promise<Raster>;
  /** A PNG file of exactly these samples, without metadata; equal samples give equal bytes. */
  encodePng(samples: PngSamples): Promise<Uint8Array>;
  /** A JPEG file of about these samples, without metadata. */
  encodeJpeg(samples: JpegSamples): Promise<Uint8Array>;
}
