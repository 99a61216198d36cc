import { type RgbImage, rgbImage } from '@leukolens/imaging';
import { scale } from '@observablehq/plot';

/** Share of the colour in a pixel; the rest is the picture's grey, so that the cells stay recognisable. */
const OPACITY = 0.6;

/** 256 colours of cividis (Nuñez et al. 2018): dark blue to yellow, of evenly rising lightness to every eye, colour-blind or not. */
export const MAP_COLOURS: readonly (readonly [number, number, number])[] = (() => {
  const { apply } = scale({ color: { type: 'linear', scheme: 'cividis', domain: [0, 255] } })!;
  return Array.from({ length: 256 }, (_, level) => rgbOfCss(apply(level)));
})();

/**
 * A map over the grey picture. A map that says nothing leaves the grey picture alone.
 * @param map 0 to 1, [height, width], of the picture's size
 * @param supported whether anything speaks for the class
 */
export function mapOverlay(
  image: RgbImage,
  map: { readonly data: Float32Array; readonly supported: boolean },
): RgbImage {
  const { width, height, data } = image;
  const result = rgbImage(width, height);
  for (let i = 0; i < width * height; i++) {
    // Rec. 601 luma
    const grey = 0.299 * data[3 * i]! + 0.587 * data[3 * i + 1]! + 0.114 * data[3 * i + 2]!;
    const colour = MAP_COLOURS[Math.round(255 * Math.min(1, Math.max(0, map.data[i]!)))]!;
    for (let channel = 0; channel < 3; channel++) {
      const mixed = map.supported ? OPACITY * colour[channel]! + (1 - OPACITY) * grey : grey;
      result.data[3 * i + channel] = Math.round(mixed);
    }
  }
  return result;
}

function rgbOfCss(colour: string): [number, number, number] {
  const numbers = colour.match(/\d+/g)?.map(Number);
  if (numbers?.length !== 3) throw new Error(`a colour scale gave ${colour}; expected rgb(r, g, b)`);
  return numbers as [number, number, number];
}
