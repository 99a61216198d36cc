import { type RgbImage, rgbImage } from '../image.ts';

/**
 * An image in CIE L*a*b* of 8 bits, one plane a coordinate: L* from 0 to 100 as 0 to 255, a* and b* plus 128.
 * The pixel (x, y) of a plane is `plane[y * width + x]`.
 */
export interface LabImage {
  readonly width: number;
  readonly height: number;
  readonly lightness: Uint8Array;
  readonly a: Uint8Array;
  readonly b: Uint8Array;
}

/** sRGB's primaries (ITU-R BT.709) in XYZ, row by row, and the way back; the white of D65. */
const XYZ_OF_RGB = [0.412453, 0.35758, 0.180423, 0.212671, 0.71516, 0.072169, 0.019334, 0.119193, 0.950227];
const RGB_OF_XYZ = [
  3.240479, -1.53715, -0.498535, -0.969256, 1.875991, 0.041556, 0.055648, -0.204043, 1.057311,
];
const WHITE = [0.950456, 1, 1.088754];

/** Fixed-point bits, OpenCV's: of the matrices, linear light, cube roots; of XYZ and linear light on the way back. */
const MATRIX_BITS = 12;
const LIGHT_BITS = 3;
const ROOT_BITS = MATRIX_BITS + LIGHT_BITS;
const XYZ_BITS = 14;
const LEVELS_OF_LIGHT = 4096;
const DESCALE_BITS = 14; // from XYZ times matrix, 26 bits, to 12 bits of light

/** Light relative to white by 8-bit level, times 255 x 8. */
const LIGHT = Int32Array.from({ length: 256 }, (_, level) => {
  const value = level / 255;
  const light = value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  return Math.round(light * 255 * 2 ** LIGHT_BITS);
});
/** 8-bit level by light, in 4096ths. */
const LEVEL = Uint8Array.from({ length: LEVELS_OF_LIGHT }, (_, i) => {
  const light = i / LEVELS_OF_LIGHT;
  return Math.round(255 * (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055));
});
/**
 * CIE's f(t), the cube root with a straight piece near black, by light times 255 x 8. Two entries lie within 0.0002
 * of a half and come out of OpenCV's float32 on the other side of it.
 */
const ROOT = Int32Array.from({ length: 2048 }, (_, i) => {
  const light = i / (255 * 2 ** LIGHT_BITS);
  return Math.round(
    2 ** ROOT_BITS * (light < 216 / 24389 ? (light * 841) / 108 + 16 / 116 : Math.cbrt(light)),
  );
});
ROOT[49] = 9454;
ROOT[628] = 22126;
/** f(Y) and Y by 8-bit lightness. */
const ROOT_OF_LIGHTNESS = Float64Array.from({ length: 256 }, (_, level) => ((level * 100) / 255 + 16) / 116);
const ROOT_Y = Int32Array.from(ROOT_OF_LIGHTNESS, (root) => Math.round(root * 2 ** XYZ_BITS));
const Y = Int32Array.from(ROOT_OF_LIGHTNESS, (root, level) =>
  Math.round(2 ** XYZ_BITS * (level <= 20 ? ((root - 16 / 116) * 108) / 841 : root ** 3)),
);
/** a* / 500 and b* / 200, by OpenCV's approximations. */
const A_STEP = Int32Array.from({ length: 256 }, (_, a) => ((5 * a * 53687 + 128) >> 13) - 4194);
const B_STEP = Int32Array.from({ length: 256 }, (_, b) => ((b * 41943 + 16) >> 9) - 10484);
/** The inverse of f from `LEAST_ROOT` on, every quotient cut towards zero as OpenCV does. */
const LEAST_ROOT = -8145;
const CUBE = Int32Array.from({ length: 36864 }, (_, i) => {
  const root = i + LEAST_ROOT;
  if (root <= 3390) return Math.trunc((root * 108) / 841) - 290;
  return Math.trunc((Math.trunc(root ** 2 / 2 ** XYZ_BITS) * root) / 2 ** XYZ_BITS);
});

const FORWARD = XYZ_OF_RGB.map((value, i) =>
  Math.round((value / WHITE[Math.floor(i / 3)]!) * 2 ** MATRIX_BITS),
);
const BACK = RGB_OF_XYZ.map((value, i) => Math.round(value * WHITE[i % 3]! * 2 ** MATRIX_BITS));

/** 8-bit L*a*b* of sRGB, equal to OpenCV's `COLOR_RGB2LAB` for every colour. */
export function labOfRgb({ width, height, data }: RgbImage): LabImage {
  const [c0, c1, c2, c3, c4, c5, c6, c7, c8] = FORWARD as Matrix;
  const pixels = width * height;
  const lightness = new Uint8Array(pixels);
  const a = new Uint8Array(pixels);
  const b = new Uint8Array(pixels);
  const half = 1 << (MATRIX_BITS - 1);
  const halfRoot = 1 << (ROOT_BITS - 1);
  for (let pixel = 0, i = 0; pixel < pixels; pixel++, i += 3) {
    const red = LIGHT[data[i]!]!;
    const green = LIGHT[data[i + 1]!]!;
    const blue = LIGHT[data[i + 2]!]!;
    const x = ROOT[(red * c0 + green * c1 + blue * c2 + half) >> MATRIX_BITS]!;
    const y = ROOT[(red * c3 + green * c4 + blue * c5 + half) >> MATRIX_BITS]!;
    const z = ROOT[(red * c6 + green * c7 + blue * c8 + half) >> MATRIX_BITS]!;
    // 116 f(Y) - 16 in 255ths, with 2.55 x 116 and 2.55 x 16 x 2^15 rounded to 296 and 1336934
    lightness[pixel] = (296 * y - 1336934 + halfRoot) >> ROOT_BITS;
    a[pixel] = ((500 * (x - y) + halfRoot) >> ROOT_BITS) + 128;
    b[pixel] = ((200 * (y - z) + halfRoot) >> ROOT_BITS) + 128;
  }
  return { width, height, lightness, a, b };
}

/** sRGB of 8-bit L*a*b*, clipped where outside sRGB; equal to OpenCV's `COLOR_LAB2RGB` for every triple. */
export function rgbOfLab({ width, height, lightness, a, b }: LabImage): RgbImage {
  const [c0, c1, c2, c3, c4, c5, c6, c7, c8] = BACK as Matrix;
  const image = rgbImage(width, height);
  const half = 1 << (DESCALE_BITS - 1);
  for (let pixel = 0, i = 0; pixel < lightness.length; pixel++, i += 3) {
    const root = ROOT_Y[lightness[pixel]!]! - LEAST_ROOT;
    const y = Y[lightness[pixel]!]!;
    const x = CUBE[root + A_STEP[a[pixel]!]!]!;
    const z = CUBE[root - B_STEP[b[pixel]!]!]!;
    image.data[i] = levelOf((c0 * x + c1 * y + c2 * z + half) >> DESCALE_BITS);
    image.data[i + 1] = levelOf((c3 * x + c4 * y + c5 * z + half) >> DESCALE_BITS);
    image.data[i + 2] = levelOf((c6 * x + c7 * y + c8 * z + half) >> DESCALE_BITS);
  }
  return image;
}

type Matrix = [number, number, number, number, number, number, number, number, number];

function levelOf(light: number): number {
  return LEVEL[Math.min(Math.max(light, 0), LEVELS_OF_LIGHT - 1)]!;
}
