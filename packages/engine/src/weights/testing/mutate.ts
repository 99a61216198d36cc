import { joined } from './pth-files.ts';

type Draw = (count: number) => number;

const TEXT_NUMBERS = [
  '-1',
  '0',
  '1',
  '0.5',
  '1e309',
  '4294967296',
  '9007199254740993',
  '18446744073709551615',
];
const EXTREMES = [
  0n,
  1n,
  0x7fn,
  0x80n,
  0xffn,
  0x7fffn,
  0xffffn,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  2n ** 63n,
  2n ** 64n - 1n,
];

/**
 * The bytes with one to three faults: flipped bits, an end cut off, a number (binary or in digits) replaced by an extreme,
 * a range repeated or taken out, a piece of `other` spliced in.
 */
export function mutated(bytes: Uint8Array, other: Uint8Array, draw: Draw): Uint8Array {
  let result = bytes;
  for (let fault = draw(3); fault >= 0; fault--) result = FAULTS[draw(FAULTS.length)](result, other, draw);
  return result;
}

const FAULTS = [flipped, flipped, truncated, extreme, extreme, digits, digits, repeated, removed, spliced];

function flipped(bytes: Uint8Array, _: Uint8Array, draw: Draw): Uint8Array {
  const result = bytes.slice();
  if (bytes.length > 0) for (let bit = draw(4); bit >= 0; bit--) result[draw(bytes.length)] ^= 1 << draw(8);
  return result;
}

function truncated(bytes: Uint8Array, _: Uint8Array, draw: Draw): Uint8Array {
  return bytes.slice(0, draw(bytes.length + 1));
}

function extreme(bytes: Uint8Array, _: Uint8Array, draw: Draw): Uint8Array {
  const result = bytes.slice();
  const width = 2 ** draw(4);
  if (bytes.length < width) return result;
  const value = EXTREMES[draw(EXTREMES.length)];
  const at = draw(bytes.length - width + 1);
  for (let i = 0; i < width; i++) result[at + i] = Number((value >> BigInt(8 * i)) & 0xffn);
  return result;
}

function digits(bytes: Uint8Array, other: Uint8Array, draw: Draw): Uint8Array {
  const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;
  let start = draw(bytes.length + 1);
  while (start < bytes.length && !isDigit(bytes[start])) start++;
  if (start >= bytes.length) return flipped(bytes, other, draw);
  let end = start;
  while (isDigit(bytes[end])) end++;
  const number = new TextEncoder().encode(TEXT_NUMBERS[draw(TEXT_NUMBERS.length)]);
  return joined([bytes.subarray(0, start), number, bytes.subarray(end)]);
}

function range(bytes: Uint8Array, draw: Draw): [number, number] {
  const start = draw(bytes.length + 1);
  return [start, Math.min(bytes.length, start + 1 + draw(64))];
}

function repeated(bytes: Uint8Array, _: Uint8Array, draw: Draw): Uint8Array {
  const [start, end] = range(bytes, draw);
  const copies = Array.from({ length: 1 + draw(4) }, () => bytes.subarray(start, end));
  return joined([bytes.subarray(0, end), ...copies, bytes.subarray(end)]);
}

function removed(bytes: Uint8Array, _: Uint8Array, draw: Draw): Uint8Array {
  const [start, end] = range(bytes, draw);
  return joined([bytes.subarray(0, start), bytes.subarray(end)]);
}

function spliced(bytes: Uint8Array, other: Uint8Array, draw: Draw): Uint8Array {
  const at = draw(bytes.length + 1);
  return joined([bytes.subarray(0, at), other.subarray(...range(other, draw)), bytes.subarray(at)]);
}
