import { type GreyImage, greyImage, type LabelImage, labelImage } from '../image.ts';
import { COLOUR_CHANNELS, type ImageCodec, type Raster } from './codec.ts';
import { ImageError } from './image-error.ts';
import { type ReadOptions, readRaster } from './read-raster.ts';
import { isOpaque } from './to-rgb.ts';

/**
 * The 8-bit values of a one-channel image, untouched (truth masks: 255 nucleus, 128 cytoplasm, 0 the rest). A
 * palette or colour image counts as one channel where red, green and blue are equal everywhere.
 * @throws ImageError; `unsupported` for colours, transparency and 16 bits, which would have to be guessed at
 */
export async function readGrey(
  bytes: Uint8Array,
  codec: ImageCodec,
  options: ReadOptions = {},
): Promise<GreyImage> {
  const { raster } = await readRaster(bytes, codec, options);
  const { width, height, data } = raster;
  if (data instanceof Uint16Array) {
    throw new ImageError(
      'unsupported',
      'this has 16 bits a sample, expected a mask of 8: save it with 8 bits',
    );
  }
  return greyImage(width, height, Uint8Array.from(onlyChannel(raster)));
}

/**
 * The objects of a label image of 8 or 16 bits: 0 background, n the n-th object.
 * @throws ImageError; `unsupported` for colours and transparency
 */
export async function readLabels(
  bytes: Uint8Array,
  codec: ImageCodec,
  options: ReadOptions = {},
): Promise<LabelImage> {
  const { raster } = await readRaster(bytes, codec, options);
  return labelImage(raster.width, raster.height, Uint16Array.from(onlyChannel(raster)));
}

/** The one channel of a grey image, or of a colour image that is grey; opaque. */
function onlyChannel(raster: Raster): Uint8Array | Uint16Array {
  const { data, channels, space } = raster;
  if (!isOpaque(raster)) {
    throw new ImageError(
      'unsupported',
      'this has transparent pixels, expected an opaque image of one channel',
    );
  }
  if (channels === 1) return data;
  const colours = COLOUR_CHANNELS[space];
  const values = data.slice(0, data.length / channels);
  for (let pixel = 0; pixel < values.length; pixel++) {
    const source = pixel * channels;
    values[pixel] = data[source]!;
    for (let channel = 1; channel < colours; channel++) {
      if (data[source + channel] !== data[source]) {
        throw new ImageError('unsupported', 'this is a colour image, expected one channel (grey)');
      }
    }
  }
  return values;
}
