import { sharpCodec } from '../../decode/sharp-codec.ts';
import { type RgbImage, rgbImage } from '../../image.ts';
import { type PyramidOptions, PyramidWriter } from '../pyramid-writer.ts';

/** A smooth picture in which every place has a colour of its own. */
export function rampImage(width: number, height: number): RgbImage {
  const image = rgbImage(width, height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      image.data[i++] = 40 + (160 * x) / width;
      image.data[i++] = 40 + (160 * y) / height;
      image.data[i++] = 120 + 60 * Math.sin((x + y) / 40);
    }
  }
  return image;
}

/** The picture as a slide: a BigTIFF of JPEG tiles, 0.25 µm a pixel. */
export async function pyramidFile(
  image: RgbImage,
  options: Partial<PyramidOptions> = {},
): Promise<Uint8Array> {
  const { width, height } = image;
  let file = new Uint8Array(0);
  const sink = {
    append: async (bytes: Uint8Array) => {
      const longer = new Uint8Array(file.length + bytes.length);
      longer.set(file);
      longer.set(bytes, file.length);
      file = longer;
    },
    overwrite: async (offset: number, bytes: Uint8Array) => file.set(bytes, offset),
  };
  const writer = new PyramidWriter(sink, sharpCodec, {
    width,
    height,
    micrometresPerPixel: 0.25,
    ...options,
  });
  for (let y = 0; y < height; y += 50) {
    const rows = Math.min(50, height - y);
    await writer.addRows(rgbImage(width, rows, image.data.subarray(3 * y * width, 3 * (y + rows) * width)));
  }
  await writer.end();
  return file;
}
