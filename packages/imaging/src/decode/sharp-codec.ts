import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { pngFile } from '../encode/png-file.ts';
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

// These are settings of libvips as a whole, so they hold for the process: of its loaders only the raster ones read here
// stay on; nothing is cached, since no file is read twice; one thread a file, since files are read side by side.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: LOADERS });
sharp.cache(false);
sharp.concurrency(1);

/** The codec for Node: libvips through sharp. */
export const sharpCodec: ImageCodec = { decode, encodePng, encodeJpeg };

async function decode(bytes: Uint8Array, format: ImageFormat, maxPixels: number): Promise<Raster> {
  try {
    const { result, isDamaged } = await decodeStrictly(format, (failOn) =>
      storedSamples(bytes, format, maxPixels, failOn),
    );
    return { ...result, isDamaged };
  } catch (error) {
    throw error instanceof ImageError ? error : libvipsError(error, format, bytes);
  }
}

async function storedSamples(
  bytes: Uint8Array,
  format: ImageFormat,
  maxPixels: number,
  failOn: FailOn,
): Promise<Omit<Raster, 'isDamaged'>> {
  const image = sharp(bytes, {
    failOn,
    ignoreIcc: true,
    limitInputPixels: false,
    pages: 1,
    sequentialRead: true,
  });
  const { width, height, channels, space, depth, pages, icc } = await image.metadata();
  checkSize(width, height, maxPixels);
  const stored = colourSpace(format, space, depth);
  // Naming the stored space on both sides keeps sharp from converting. Grey with alpha is the exception: asked for
  // 8-bit grey, sharp drops the alpha, so it is asked to repeat the grey as RGB, which is undone here.
  const isGreyAlpha = space === 'b-w' && channels > 1;
  if (stored === 'cmyk') image.pipelineColourspace('cmyk');
  const { data, info } = await image
    .toColourspace(isGreyAlpha ? 'srgb' : space)
    .raw({ depth })
    .toBuffer({ resolveWithObject: true });
  const given = unsignedSamples(samples(data, depth));
  return {
    width: info.width,
    height: info.height,
    channels: info.channels - (isGreyAlpha ? 2 : 0),
    space: stored,
    data: isGreyAlpha ? withoutRepeats(given, info.channels) : given,
    frames: pages ?? 1,
    ...(icc && { profile: plainBytes(icc) }),
  };
}

/** Of every pixel's `channels` samples the first, and those from the fourth on; in place. */
function withoutRepeats<Samples extends Uint8Array | Uint16Array>(data: Samples, channels: number): Samples {
  let target = 0;
  for (let pixel = 0; pixel < data.length; pixel += channels) {
    data[target++] = data[pixel]!;
    for (let sample = 3; sample < channels; sample++) data[target++] = data[pixel + sample]!;
  }
  return data.subarray(0, target) as Samples;
}

/** On this thread and at the lowest level: libvips takes twice as long for larger files, on threads of its own. */
async function encodePng(samples: PngSamples): Promise<Uint8Array> {
  return pngFile(samples, (data) => deflateSync(data, { level: 1 }));
}

async function encodeJpeg({ width, height, data, quality }: JpegSamples): Promise<Uint8Array> {
  const image = sharp(data, { raw: { width, height, channels: 3 } });
  return plainBytes(await image.jpeg({ quality }).toBuffer());
}

/** Node's `Buffer` as the plain array that browsers have too; nothing is copied. */
function plainBytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

function samples(buffer: Buffer, depth: string): Uint8Array | Uint16Array | Int16Array {
  if (depth === 'ushort') return new Uint16Array(buffer.buffer, buffer.byteOffset, buffer.length / 2);
  if (depth === 'short') return new Int16Array(buffer.buffer, buffer.byteOffset, buffer.length / 2);
  return plainBytes(buffer);
}
