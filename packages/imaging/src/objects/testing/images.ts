/** Images for the tests of this package's objects, measurements and outlines. */
import fc from 'fast-check';
import { type LabelImage, labelImage, type Mask, mask } from '../../image.ts';

/** A mask from rows such as '.##.', where everything but a dot is inside. */
export function drawnMask(...rows: string[]): Mask {
  const pixels = rows.flatMap((row) => [...row].map((pixel) => (pixel === '.' ? 0 : 1)));
  return mask(rows[0]!.length, rows.length, Uint8Array.from(pixels));
}

/** Labels from rows such as '.11.2', where a dot is background. */
export function drawnLabels(...rows: string[]): LabelImage {
  const pixels = rows.flatMap((row) => [...row].map((pixel) => (pixel === '.' ? 0 : Number(pixel))));
  return labelImage(rows[0]!.length, rows.length, Uint16Array.from(pixels));
}

/** The rows that `drawnMask` would make this mask from, '#' inside. */
export function rowsOf({ width, height, data }: Mask): string[] {
  return Array.from({ length: height }, (_, y) =>
    Array.from(data.subarray(y * width, (y + 1) * width), (pixel) => (pixel === 0 ? '.' : '#')).join(''),
  );
}

/** Random masks of up to 14 x 14 pixels, from sparse to dense. */
export const anyMask: fc.Arbitrary<Mask> = fc
  .record({ width: fc.integer({ min: 1, max: 14 }), height: fc.integer({ min: 1, max: 14 }) })
  .chain(({ width, height }) =>
    fc
      .tuple(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: width * height, maxLength: width * height }),
        fc.integer({ min: 1, max: 9 }),
      )
      .map(([noise, cut]) =>
        mask(
          width,
          height,
          Uint8Array.from(noise, (value) => (value < cut ? 1 : 0)),
        ),
      ),
  );

/** An image turned by a quarter clockwise, or mirrored, in samples of one or several values a pixel. */
export function quarterTurn<T extends Uint8Array | Uint16Array>(data: T, width: number, samples = 1): T {
  const height = data.length / samples / width;
  const turned = data.slice() as T;
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / samples);
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    turned[(x * height + height - 1 - y) * samples + (i % samples)] = data[i]!;
  }
  return turned;
}

export function mirrored<T extends Uint8Array | Uint16Array>(data: T, width: number, samples = 1): T {
  const copy = data.slice() as T;
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / samples);
    const x = pixel % width;
    copy[(pixel + width - 1 - 2 * x) * samples + (i % samples)] = data[i]!;
  }
  return copy;
}

/** The bytes that a fixture of scripts/fixtures/objects.py holds in base64. */
export function bytes(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** A packed mask of a fixture: eight pixels a byte, the first in the highest bit. */
export function packedMask(text: string, width: number, height: number): Mask {
  const packed = bytes(text);
  const pixels = Uint8Array.from(
    { length: width * height },
    (_, i) => (packed[i >> 3]! >> (7 - (i & 7))) & 1,
  );
  return mask(width, height, pixels);
}
