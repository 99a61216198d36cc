import { type RgbImage, rgbImage } from '../image.ts';
import { COLOUR_CHANNELS, type Raster } from './codec.ts';

/**
 * The raster as 8-bit RGB. A wider sample keeps its upper 8 bits (value >> (bits - 8)). Grey is repeated. CMYK goes by the plain
 * formula R = (255 - C)(255 - K) / 255, and so on, without a profile. Alpha is laid over white:
 * (colour · alpha + 255 · (255 - alpha)) / 255. Divisions are rounded to the nearest. The data are the raster's own where
 * nothing is to be done.
 * @param bits bits of a stored sample that count: 8 or fewer of a `Uint8Array`, 9 to 16 of a `Uint16Array`
 * @param hasAlpha whether the sample behind the colour is alpha, not multiplied into the colour
 */
export function toRgb(raster: Raster, bits: number, hasAlpha: boolean): RgbImage {
  const { width, height, channels, data, space } = raster;
  if (space === 'rgb' && channels === 3 && data instanceof Uint8Array) return rgbImage(width, height, data);
  const image = rgbImage(width, height);
  const shift = Math.max(0, bits - 8);
  if (space === 'cmyk') writeCmyk(raster, shift, image.data);
  else writeGreyOrRgb(raster, shift, image.data);
  if (hasAlpha) layOverWhite(raster, shift, image.data);
  return image;
}

/** Whether no pixel is transparent, so that the alpha channel says nothing. */
export function isOpaque({ channels, space, data }: Raster): boolean {
  const alpha = COLOUR_CHANNELS[space];
  if (channels <= alpha) return true;
  const opaque = data instanceof Uint16Array ? 0xffff : 0xff;
  for (let source = alpha; source < data.length; source += channels) {
    if (data[source] !== opaque) return false;
  }
  return true;
}

function writeGreyOrRgb({ channels, space, data }: Raster, shift: number, rgb: Uint8Array): void {
  const toGreen = space === 'rgb' ? 1 : 0;
  const toBlue = space === 'rgb' ? 2 : 0;
  for (let source = 0, target = 0; target < rgb.length; source += channels, target += 3) {
    rgb[target] = data[source]! >> shift;
    rgb[target + 1] = data[source + toGreen]! >> shift;
    rgb[target + 2] = data[source + toBlue]! >> shift;
  }
}

function writeCmyk({ channels, data }: Raster, shift: number, rgb: Uint8Array): void {
  for (let source = 0, target = 0; target < rgb.length; source += channels, target += 3) {
    const light = 255 - (data[source + 3]! >> shift);
    for (let ink = 0; ink < 3; ink++) {
      rgb[target + ink] = Math.round(((255 - (data[source + ink]! >> shift)) * light) / 255);
    }
  }
}

function layOverWhite({ channels, space, data }: Raster, shift: number, rgb: Uint8Array): void {
  let source: number = COLOUR_CHANNELS[space];
  for (let target = 0; target < rgb.length; source += channels, target += 3) {
    const alpha = data[source]! >> shift;
    if (alpha === 255) continue;
    for (let channel = target; channel < target + 3; channel++) {
      rgb[channel] = Math.round((rgb[channel]! * alpha) / 255) + 255 - alpha;
    }
  }
}
