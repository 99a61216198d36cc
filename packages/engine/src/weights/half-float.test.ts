import { expect, test } from 'vitest';
import {
  bfloat16ToFloat32,
  float16ToFloat32,
  float32ToBfloat16,
  float32ToFloat16,
  roundHalfToEven,
} from './half-float.ts';
import { seeded } from './testing/seeded.ts';

const EVERY = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits);
const isNaN16 = (bits: number): boolean => (bits & 0x7fff) > 0x7c00;
const isNaNBrain = (bits: number): boolean => (bits & 0x7fff) > 0x7f80;

/** The value of binary16 bits by IEEE 754's definition. */
function definition(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Infinity;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

test('all 65536 halves become the float that IEEE 754 defines, and come back', () => {
  const floats = float16ToFloat32(EVERY);
  expect(floats.every((value, bits) => Object.is(value, definition(bits)))).toBe(true);
  const back = float32ToFloat16(floats);
  expect(EVERY.every((bits) => (isNaN16(bits) ? isNaN16(back[bits]) : back[bits] === bits))).toBe(true);
});

test('all 65536 bfloat16 come back', () => {
  const back = float32ToBfloat16(bfloat16ToFloat32(EVERY));
  expect(EVERY.every((bits) => (isNaNBrain(bits) ? isNaNBrain(back[bits]) : back[bits] === bits))).toBe(true);
});

test('narrowing rounds to the nearest half, ties to even', () => {
  const cases: [number, number][] = [
    [1 + 2 ** -11, 1], // a tie: down to the even neighbour
    [1 + 3 * 2 ** -11, 1 + 2 ** -9], // a tie: up to the even neighbour
    [1 + 2 ** -11 + 2 ** -20, 1 + 2 ** -10],
    [2047.5 * 2 ** -1, 1024], // the fraction overflows into the exponent
    [65504, 65504],
    [65519.99, 65504],
    [65520, Infinity],
    [1e30, Infinity],
    [-Infinity, -Infinity],
    [2 ** -25, 0], // a tie with zero
    [1.0001 * 2 ** -25, 2 ** -24],
    [3 * 2 ** -25, 2 ** -23],
    [1023.7 * 2 ** -24, 2 ** -14], // from subnormal to normal
    [-1e-30, -0],
  ];
  const halves = float16ToFloat32(float32ToFloat16(Float32Array.from(cases, ([value]) => value)));
  expect([...halves]).toEqual(cases.map(([, expected]) => expected));
});

test('between any two neighbouring halves the nearer one is taken', () => {
  const draw = seeded(1);
  for (let i = 0; i < 20_000; i++) {
    const bits = draw(0x7bff);
    const [low, high] = float16ToFloat32(Uint16Array.of(bits, bits + 1));
    const value = Math.fround(low + ((high - low) * draw(2 ** 20)) / 2 ** 20);
    const [half] = float32ToFloat16(Float32Array.of(value));
    const toLow = value - low;
    const toHigh = high - value;
    const expected = toLow === toHigh ? bits + (bits & 1) : bits + Number(toHigh < toLow);
    expect(half).toBe(expected);
  }
});

test('bfloat16 rounds to nearest, ties to even', () => {
  const floats = Float32Array.of(1 + 2 ** -8, 1 + 3 * 2 ** -8, 1 + 2 ** -8 + 2 ** -20, 3.4e38, Number.NaN);
  const back = bfloat16ToFloat32(float32ToBfloat16(floats));
  expect([...back]).toEqual([1, 1 + 2 ** -6, 1 + 2 ** -7, Infinity, Number.NaN]);
});

test('halves go to the even whole number', () => {
  expect([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.4, 126.6].map(roundHalfToEven)).toEqual([
    -2, -2, 0, 0, 2, 2, 2, 127,
  ]);
});
