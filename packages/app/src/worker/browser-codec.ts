import {
  type ImageCodec,
  ImageError,
  type JpegSamples,
  type PngSamples,
  pngFile,
  type Raster,
} from '@leukolens/imaging';
import { rgbaOf } from '@leukolens/workbench';
import { zlibSync } from 'fflate';

/**
 * The browser's own decoder, for pages that may not share memory, which libvips needs here. Its pixels can differ from the command's
 * by a level, and it reads fewer kinds of file; the page says so.
 */
export const browserCodec: ImageCodec = { decode, encodePng, encodeJpeg };

async function decode(bytes: Uint8Array, format: string, maxPixels: number): Promise<Raster> {
  const blob = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: `image/${format}` });
  const bitmap = await createImageBitmap(blob, {
    imageOrientation: 'none',
    premultiplyAlpha: 'none',
    colorSpaceConversion: 'none',
  }).catch(() => {
    throw new ImageError('unsupported', 'this browser does not read it here; the command does');
  });
  const { width, height } = bitmap;
  if (width * height > maxPixels) {
    throw new ImageError('too-large', `${width} x ${height} pixels; at most ${maxPixels} are read`);
  }
  const context = canvas(width, height);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  return {
    width,
    height,
    channels: 4,
    space: 'rgb',
    data: new Uint8Array(data.buffer),
    frames: 1,
    isDamaged: false,
  };
}

async function encodePng(samples: PngSamples): Promise<Uint8Array> {
  return pngFile(samples, (data) => zlibSync(data, { level: 4 }));
}

async function encodeJpeg({ width, height, data, quality }: JpegSamples): Promise<Uint8Array> {
  const context = canvas(width, height);
  context.putImageData(new ImageData(rgbaOf(data, width, height), width, height), 0, 0);
  const blob = await context.canvas.convertToBlob({ type: 'image/jpeg', quality: quality / 100 });
  return new Uint8Array(await blob.arrayBuffer());
}

function canvas(width: number, height: number): OffscreenCanvasRenderingContext2D {
  return new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
}
