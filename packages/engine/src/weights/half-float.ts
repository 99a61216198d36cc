/**
 * The two 16-bit float formats as their bits: IEEE 754 binary16 (1 sign, 5 exponent, 10 fraction bits) and bfloat16, the
 * upper half of a binary32 (1, 8, 7). Narrowing rounds to nearest, ties to even, as IEEE 754 does by default; what is too
 * large becomes infinity, and a NaN stays one, though not with its payload.
 */

/** The largest finite binary16. */
export const LARGEST_FLOAT16 = 65504;

const SIGN = 0x8000;
const INFINITY_32 = 0x7f800000;

/** Binary16 to binary32; exact. */
export function float16ToFloat32(halves: Uint16Array): Float32Array {
  const floats = new Float32Array(halves.length);
  const bits = new Uint32Array(floats.buffer);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i];
    const magnitude = half & 0x7fff;
    if (magnitude >= 0x7c00) {
      bits[i] = ((half & SIGN) << 16) | INFINITY_32 | ((magnitude & 0x3ff) << 13);
      continue;
    }
    // The bits in binary32's places name a number 2^112 times too small, subnormal numbers included.
    bits[i] = magnitude << 13;
    floats[i] *= 2 ** 112;
    bits[i] |= (half & SIGN) << 16;
  }
  return floats;
}

/** Binary32 to the nearest binary16; from 65520 on to infinity. */
export function float32ToFloat16(floats: Float32Array): Uint16Array {
  const halves = new Uint16Array(floats.length);
  const one = new Float32Array(1);
  const bits = new Uint32Array(one.buffer);
  for (let i = 0; i < floats.length; i++) {
    one[0] = floats[i];
    const magnitude = bits[0] & 0x7fffffff;
    halves[i] = ((bits[0] >>> 16) & SIGN) | float16Magnitude(magnitude, Math.abs(one[0]));
  }
  return halves;
}

function float16Magnitude(bits: number, value: number): number {
  if (bits > INFINITY_32) return 0x7e00;
  if (value >= 2 ** 16) return 0x7c00;
  // Below 2^-14 a binary16 counts in steps of 2^-24.
  if (value < 2 ** -14) return roundHalfToEven(value * 2 ** 24);
  const rebiased = bits - (112 << 23);
  return (rebiased + 0xfff + ((rebiased >>> 13) & 1)) >>> 13;
}

/** Bfloat16 to binary32; exact. */
export function bfloat16ToFloat32(halves: Uint16Array): Float32Array {
  const floats = new Float32Array(halves.length);
  const bits = new Uint32Array(floats.buffer);
  for (let i = 0; i < halves.length; i++) bits[i] = halves[i] << 16;
  return floats;
}

/** Binary32 to the nearest bfloat16. */
export function float32ToBfloat16(floats: Float32Array): Uint16Array {
  const halves = new Uint16Array(floats.length);
  const bits = new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
  for (let i = 0; i < floats.length; i++) {
    const word = bits[i];
    const isNotANumber = (word & 0x7fffffff) > INFINITY_32;
    halves[i] = isNotANumber ? (word >>> 16) | 0x40 : (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
  }
  return halves;
}

/**
 * The nearest whole number, ties to the even one, of a magnitude below 2^51: beside 1.5 times 2^52 doubles have no
 * fraction bits, so that adding rounds, and in the way that IEEE 754 rounds.
 */
export function roundHalfToEven(value: number): number {
  return value + 1.5 * 2 ** 52 - 1.5 * 2 ** 52;
}
