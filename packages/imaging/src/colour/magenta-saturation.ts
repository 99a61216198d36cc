import type { GreyImage, RgbImage } from '../image.ts';
import { greyImage } from '../image.ts';
import { roundHalfToEven } from './colour-constancy.ts';

/**
 * The product (Hadamard) of the magenta of CMYK and the saturation of HSV, which stands out in nuclei
 * (paper 3.1). Both lie in [0, 1]; the result is 255 (h - g)(h - l) / h² with h, l the highest and lowest of
 * the channels and g the green one, rounded half to even. Black gives 0.
 */
export function magentaSaturation({ data, width, height }: RgbImage): GreyImage {
  const out = greyImage(width, height);
  for (let i = 0, pixel = 0; i < data.length; i += 3, pixel++) {
    const green = data[i + 1]!;
    const high = Math.max(data[i]!, green, data[i + 2]!);
    const low = Math.min(data[i]!, green, data[i + 2]!);
    if (high > 0) out.data[pixel] = roundHalfToEven((255 * (high - green) * (high - low)) / (high * high));
  }
  return out;
}
