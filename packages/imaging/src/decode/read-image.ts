import type { RgbImage } from '../image.ts';
import { COLOUR_CHANNELS, type ImageCodec, type Raster } from './codec.ts';
import { FORMAT_NAMES, type ImageFormat } from './format.ts';
import type { ImageHeader } from './header.ts';
import { type ReadOptions, readRaster } from './read-raster.ts';
import { isOpaque, toRgb } from './to-rgb.ts';

/** An image file as 8-bit RGB, upright. */
export interface DecodedImage {
  readonly image: RgbImage;
  readonly format: ImageFormat;
  /** Bits of a stored sample; fewer than 8 count as 8. */
  readonly bitDepth: 8 | 16;
  /** What was left out or changed on the way, each a short clause for the user. */
  readonly notes: readonly string[];
}

/**
 * Reads a BMP, PNG, JPEG, TIFF, WebP or GIF as 8-bit RGB. The format is told by content; of an animation or a file of
 * many pages the first is read; the orientation tag is applied; wider samples keep their upper 8 bits; alpha is laid over
 * white; CMYK goes by the plain formula. An embedded colour profile is not applied: public data sets, OpenCV and
 * the networks all work on the stored numbers.
 * @param codec the decoding library: `sharpCodec` in Node, `vipsCodec` in a browser; BMP is decoded here
 * @throws ImageError for every file that is not read, with a code and a one-line reason
 */
export async function readImage(
  bytes: Uint8Array,
  codec: ImageCodec,
  options: ReadOptions = {},
): Promise<DecodedImage> {
  const { header, raster, bits } = await readRaster(bytes, codec, options);
  const hasAlpha = raster.channels > COLOUR_CHANNELS[raster.space] && !header.hasUnknownSamples;
  return {
    image: toRgb(raster, bits, hasAlpha),
    format: header.format,
    bitDepth: raster.data instanceof Uint16Array ? 16 : 8,
    notes: notes(header, raster, bits, hasAlpha),
  };
}

function notes(header: ImageHeader, raster: Raster, bits: number, hasAlpha: boolean): string[] {
  const frames = Math.max(raster.frames, header.frames ?? 1);
  const orientation = header.orientation ?? 1;
  const all: readonly (string | false)[] = [
    raster.isDamaged && `the ${FORMAT_NAMES[header.format]} data are damaged: some pixels may be wrong`,
    frames > 1 && header.format === 'tiff' && `only the first of ${frames} pages is read`,
    frames > 1 && header.format !== 'tiff' && `animated: only the first of ${frames} frames is read`,
    orientation > 1 && `turned upright by its orientation tag (${orientation})`,
    bits > 8 && `${bits} bits reduced to 8`,
    raster.space === 'grey' && 'grey: nuclei are told by their colour',
    raster.space === 'cmyk' && 'CMYK converted without a profile',
    hasAlpha && !isOpaque(raster) && 'alpha laid over white',
    raster.profile !== undefined && !isSrgb(raster.profile) && 'colour profile ignored',
  ];
  return all.filter((note) => note !== false);
}

/** By its description: applying an sRGB profile would change nothing, and nearly every camera embeds one. */
function isSrgb(profile: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(profile).replaceAll('\0', '').includes('sRGB');
}
