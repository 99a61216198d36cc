import type { FinalMap } from '@leukolens/cad';
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
 * A map over the grey picture. Where the classifier did not look, and everywhere where nothing speaks for the class, the grey picture is
 * left alone: dark blue would say that something was looked at and found to be no evidence.
 * @param map of the picture's size
 */
export function mapOverlay(image: RgbImage, map: Pick<FinalMap, 'data' | 'looked' | 'supported'>): RgbImage {
  const { width, height, data } = image;
  const result = rgbImage(width, height);
  const coloured = map.supported ? within(map.looked, image) : new Uint8Array(width * height);
  for (let i = 0; i < width * height; i++) {
    // Rec. 601 luma
    const grey = 0.299 * data[3 * i]! + 0.587 * data[3 * i + 1]! + 0.114 * data[3 * i + 2]!;
    const colour = MAP_COLOURS[Math.round(255 * Math.min(1, Math.max(0, map.data[i]!)))]!;
    for (let channel = 0; channel < 3; channel++) {
      const mixed = coloured[i] ? OPACITY * colour[channel]! + (1 - OPACITY) * grey : grey;
      result.data[3 * i + channel] = Math.round(mixed);
    }
  }
  return result;
}

/** 1 within any of the parts: [height, width]. */
function within(parts: FinalMap['looked'], { width, height }: RgbImage): Uint8Array {
  const inside = new Uint8Array(width * height);
  for (const part of parts) {
    const [left, right] = [Math.max(0, part.left), Math.min(width, part.left + part.width)];
    const bottom = Math.min(height, part.top + part.height);
    for (let y = Math.max(0, part.top); left < right && y < bottom; y++) {
      inside.fill(1, y * width + left, y * width + right);
    }
  }
  return inside;
}

function rgbOfCss(colour: string): [number, number, number] {
  const numbers = colour.match(/\d+/g)?.map(Number);
  if (numbers?.length !== 3) throw new Error(`a colour scale gave ${colour}; expected rgb(r, g, b)`);
  return numbers as [number, number, number];
}
