import type { ImageCodec, JpegSamples, PngSamples, Raster } from './codec.ts';
import type { ImageFormat } from './format.ts';
import { ImageError } from './image-error.ts';
import {
  colourSpace,
  decodeStrictly,
  type FailOn,
  LOADERS,
  libvipsError,
  unsignedSamples,
} from './libvips.ts';
import { checkSize } from './read-raster.ts';
import { TAG, tiffTag } from './tiff-directory.ts';

const WEBP_IN_TIFF = 50001;

/** The part of wasm-vips that is used, so that this package does not depend on it. */
export interface VipsModule {
  operationBlock(name: string, isBlocked: boolean): void;
  readonly Image: {
    newFromBuffer(
      data: Uint8Array,
      loadOptions: string,
      options: { access: string; fail_on: string },
    ): VipsImage;
    newFromMemory(
      data: Uint8Array | Uint16Array,
      width: number,
      height: number,
      bands: number,
      format: string | number,
    ): VipsImage;
  };
}

interface VipsImage {
  readonly width: number;
  readonly height: number;
  readonly bands: number;
  readonly format: string;
  readonly interpretation: string;
  getTypeof(field: string): number;
  getInt(field: string): number;
  getBlob(field: string): Uint8Array;
  copy(options: { interpretation: string }): VipsImage;
  writeToMemory(): unknown;
  writeToBuffer(suffix: string, options: { keep: string; Q?: number }): Uint8Array;
  delete(): void;
}

/**
 * The codec for browsers: libvips as WebAssembly. The caller instantiates wasm-vips (its default export) without its
 * dynamic libraries, and with `VIPS_WARNING=0` in its `ENV`, or it writes to the console; of the loaders only the raster
 * ones that are read here stay on. Its memory ends at 1 GiB, so that some files under 10⁸ pixels are refused.
 */
export function vipsCodec(vips: VipsModule): ImageCodec {
  vips.operationBlock('VipsForeignLoad', true);
  for (const loader of LOADERS) vips.operationBlock(loader, false);
  return {
    decode: (bytes, format, maxPixels) => decode(vips, bytes, format, maxPixels),
    encodePng: async (samples) => encodePng(vips, samples),
    encodeJpeg: async (samples) => encodeJpeg(vips, samples),
  };
}

async function decode(
  vips: VipsModule,
  bytes: Uint8Array,
  format: ImageFormat,
  maxPixels: number,
): Promise<Raster> {
  try {
    refuseWebpInTiff(bytes, format);
    const { result, isDamaged } = await decodeStrictly(format, (failOn) =>
      storedSamples(vips, bytes, format, maxPixels, failOn),
    );
    return { ...result, isDamaged };
  } catch (error) {
    throw error instanceof ImageError ? error : libvipsError(error, format, bytes);
  }
}

/** wasm-vips 0.0.19 gives a black picture for these, and no error. */
function refuseWebpInTiff(bytes: Uint8Array, format: ImageFormat): void {
  if (format !== 'tiff') return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (tiffTag(view, TAG.compression) === WEBP_IN_TIFF) {
    throw new ImageError('unsupported', 'this kind of TIFF is not read (WebP within TIFF)');
  }
}

function storedSamples(
  vips: VipsModule,
  bytes: Uint8Array,
  format: ImageFormat,
  maxPixels: number,
  failOn: FailOn,
): Omit<Raster, 'isDamaged'> {
  const image = vips.Image.newFromBuffer(bytes, '', { access: 'sequential', fail_on: failOn });
  try {
    checkSize(image.width, image.height, maxPixels);
    return {
      width: image.width,
      height: image.height,
      channels: image.bands,
      space: colourSpace(format, image.interpretation, image.format),
      data: unsignedSamples(image.writeToMemory() as Uint8Array | Uint16Array | Int16Array),
      frames: image.getTypeof('n-pages') === 0 ? 1 : image.getInt('n-pages'),
      ...(image.getTypeof('icc-profile-data') !== 0 && { profile: image.getBlob('icc-profile-data') }),
    };
  } finally {
    image.delete();
  }
}

function encodePng(vips: VipsModule, { width, height, channels, data }: PngSamples): Uint8Array {
  const isWide = data instanceof Uint16Array;
  const image = vips.Image.newFromMemory(data, width, height, channels, isWide ? 'ushort' : 'uchar');
  const grey = isWide ? 'grey16' : 'b-w';
  const tagged = image.copy({ interpretation: channels === 3 ? 'srgb' : grey });
  try {
    return tagged.writeToBuffer('.png', { keep: 'none' });
  } finally {
    tagged.delete();
    image.delete();
  }
}

function encodeJpeg(vips: VipsModule, { width, height, data, quality }: JpegSamples): Uint8Array {
  const image = vips.Image.newFromMemory(data, width, height, 3, 'uchar');
  const tagged = image.copy({ interpretation: 'srgb' });
  try {
    return tagged.writeToBuffer('.jpg', { keep: 'none', Q: quality });
  } finally {
    tagged.delete();
    image.delete();
  }
}
