import { type Mask, type RgbImage, rgbImage } from '../image.ts';

/** Mean and standard deviation (ddof 0) of L*, a* and b* over some pixels: L* 0 to 100, a* and b* about -127 to 127. */
export interface RegionColours {
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
}

/** A region as even as this counts as having this deviation: what noise is left in it shall not be blown up. */
const LEAST_DEVIATION = 1;

/** The colours of the pixels inside; undefined where there are none. @throws RangeError where the sizes differ */
export function regionColours(image: RgbImage, inside: Mask): RegionColours | undefined {
  sameSize(image, inside);
  const [sum, squares] = [new Float64Array(3), new Float64Array(3)];
  const lab = new Float64Array(3);
  let count = 0;
  inside.data.forEach((within, i) => {
    if (!within) return;
    labOf(image.data, 3 * i, lab);
    count++;
    for (let k = 0; k < 3; k++) {
      sum[k]! += lab[k]!;
      squares[k]! += lab[k]! ** 2;
    }
  });
  if (count === 0) return undefined;
  const mean = [0, 1, 2].map((k) => sum[k]! / count);
  const deviation = mean.map((value, k) => Math.sqrt(Math.max(0, squares[k]! / count - value ** 2)));
  return { mean, deviation } as unknown as RegionColours;
}

/**
 * The image with the pixels inside recoloured: in each of L*, a* and b* shifted and stretched from the mean and deviation
 * that they have to those asked for (Reinhard et al. 2001, by region). What leaves sRGB is clipped.
 * @throws RangeError where the sizes differ
 */
export function transferColours(image: RgbImage, inside: Mask, to: RegionColours): RgbImage {
  const from = regionColours(image, inside);
  const result = rgbImage(image.width, image.height, image.data.slice());
  if (from === undefined) return result;
  const gain = [0, 1, 2].map(
    (k) => Math.max(to.deviation[k]!, LEAST_DEVIATION) / Math.max(from.deviation[k]!, LEAST_DEVIATION),
  );
  const lab = new Float64Array(3);
  inside.data.forEach((within, i) => {
    if (!within) return;
    labOf(image.data, 3 * i, lab);
    for (let k = 0; k < 3; k++) lab[k] = (lab[k]! - from.mean[k]!) * gain[k]! + to.mean[k]!;
    rgbOf(lab, result.data, 3 * i);
  });
  return result;
}

/** sRGB's primaries (ITU-R BT.709) in XYZ, and the way back, as OpenCV has them; the white of D65. */
const [XR, XG, XB] = [0.412453, 0.35758, 0.180423];
const [YR, YG, YB] = [0.212671, 0.71516, 0.072169];
const [ZR, ZG, ZB] = [0.019334, 0.119193, 0.950227];
const [WHITE_X, WHITE_Z] = [0.950456, 1.088754];

/** Light by 8-bit level (IEC 61966-2-1). */
const LIGHT = Float64Array.from({ length: 256 }, (_, level) => {
  const value = level / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

/** CIE's f(t): the cube root, with a straight piece near black. */
function root(light: number): number {
  return light > 216 / 24389 ? Math.cbrt(light) : (light * 841) / 108 + 16 / 116;
}

/** L* = 116 f(Y) - 16, a* = 500 (f(X) - f(Y)), b* = 200 (f(Y) - f(Z)) */
function labOf(data: Uint8Array, at: number, lab: Float64Array): void {
  const [red, green, blue] = [LIGHT[data[at]!]!, LIGHT[data[at + 1]!]!, LIGHT[data[at + 2]!]!];
  const x = root((XR * red + XG * green + XB * blue) / WHITE_X);
  const y = root(YR * red + YG * green + YB * blue);
  const z = root((ZR * red + ZG * green + ZB * blue) / WHITE_Z);
  lab[0] = 116 * y - 16;
  lab[1] = 500 * (x - y);
  lab[2] = 200 * (y - z);
}

/** The inverse of f. */
function cube(value: number): number {
  return value > 6 / 29 ? value ** 3 : ((value - 16 / 116) * 108) / 841;
}

function rgbOf(lab: Float64Array, data: Uint8Array, at: number): void {
  const fy = (lab[0]! + 16) / 116;
  const x = cube(fy + lab[1]! / 500) * WHITE_X;
  const y = cube(fy);
  const z = cube(fy - lab[2]! / 200) * WHITE_Z;
  data[at] = level(3.240479 * x - 1.53715 * y - 0.498535 * z);
  data[at + 1] = level(-0.969256 * x + 1.875991 * y + 0.041556 * z);
  data[at + 2] = level(0.055648 * x - 0.204043 * y + 1.057311 * z);
}

function level(light: number): number {
  const value = light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
  return Math.min(255, Math.max(0, Math.round(255 * value)));
}

function sameSize(image: RgbImage, inside: Mask): void {
  if (image.width === inside.width && image.height === inside.height) return;
  throw new RangeError(
    `a region of ${inside.width} x ${inside.height} of an image of ${image.width} x ${image.height}; expected the same size`,
  );
}
