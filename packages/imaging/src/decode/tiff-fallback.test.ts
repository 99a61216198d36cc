import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { ImageCodec } from './codec.ts';
import { ImageError } from './image-error.ts';
import { readImage } from './read-image.ts';
import { readLabels } from './read-truth.ts';
import { lzw } from './tiff-fallback-lzw.ts';

/** No libvips: what is not read without it, is refused by this. */
const noCodec: ImageCodec = {
  decode: () => Promise.reject(new ImageError('unsupported', 'left to libvips')),
  encodePng: () => Promise.reject(new Error('not used')),
  encodeJpeg: () => Promise.reject(new Error('not used')),
};

type Tags = Readonly<Record<number, readonly number[]>>;

/** A TIFF of one page, all tags of 32-bit elements, blocks first; strips unless `tags` has tiles. */
function tiff(tags: Tags, blocks: readonly Iterable<number>[], isLittleEndian = true): Uint8Array {
  const data = blocks.map((block) => [...block]);
  const starts = data.map((_, index) => 8 + data.slice(0, index).flat().length);
  const [offsets, counts] = tags[322] ? [324, 325] : [273, 279];
  const lengths = data.map((block) => block.length);
  const all = Object.entries({ ...tags, [offsets]: starts, [counts]: lengths } as Tags);
  const directory = 8 + data.flat().length;
  let free = directory + 2 + 12 * all.length + 4;
  const outside = all.reduce((sum, [, values]) => sum + (values.length > 1 ? 4 * values.length : 0), 0);
  const view = new DataView(new ArrayBuffer(free + outside));
  const file = new Uint8Array(view.buffer);
  const words = (at: number, values: readonly number[]): void =>
    values.forEach((value, index) => {
      view.setUint32(at + 4 * index, value, isLittleEndian);
    });
  file.set(isLittleEndian ? [0x49, 0x49, 42, 0] : [0x4d, 0x4d, 0, 42]);
  view.setUint32(4, directory, isLittleEndian);
  file.set(data.flat(), 8);
  view.setUint16(directory, all.length, isLittleEndian);
  all.forEach(([tag, values], index) => {
    const at = directory + 2 + 12 * index;
    view.setUint16(at, Number(tag), isLittleEndian);
    view.setUint16(at + 2, 4, isLittleEndian);
    view.setUint32(at + 4, values.length, isLittleEndian);
    words(at + 8, values.length > 1 ? [free] : values);
    if (values.length > 1) words(free, values);
    if (values.length > 1) free += 4 * values.length;
  });
  return file;
}

const grey = (width: number, height: number, bits: number): Tags => ({
  256: [width],
  257: [height],
  258: [bits],
  259: [1],
  262: [1],
  277: [1],
});
/** Values 0x123, 0xfff, 0x800 in a row, then 0, 1, 0xabc: 4.5 bytes a row, filled up to 5. */
const TWELVE = [0x12, 0x3f, 0xff, 0x80, 0x00, 0x00, 0x00, 0x01, 0xab, 0xc0];
const twelve = (): Uint8Array => tiff(grey(3, 2, 12), [TWELVE]);

/** RGB of 3 x 2 pixels in tiles of 2 x 2, a plane after the other; what lies outside the picture is 99. */
const TILES = [
  [1, 2, 4, 5],
  [3, 99, 6, 99],
  [11, 12, 14, 15],
  [13, 99, 16, 99],
  [21, 22, 24, 25],
  [23, 99, 26, 99],
];
const PLANES = [1, 11, 21, 2, 12, 22, 3, 13, 23, 4, 14, 24, 5, 15, 25, 6, 16, 26];
const planar = (compression: number, compress: (tile: number[]) => Iterable<number>): Uint8Array =>
  tiff(
    {
      ...grey(3, 2, 8),
      258: [8, 8, 8],
      259: [compression],
      262: [2],
      277: [3],
      284: [2],
      322: [2],
      323: [2],
    },
    TILES.map(compress),
  );

/** A Zstandard frame (RFC 8878) of one raw block, without its size in the header. */
const zstandardFrame = (bytes: readonly number[]): number[] => {
  const block = (bytes.length << 3) | 1;
  return [0x28, 0xb5, 0x2f, 0xfd, 0, 0, block & 255, (block >> 8) & 255, block >> 16, ...bytes];
};

/** Clear code, the bytes as codes of 9 bits (no more than 250, so that they do not widen), end code. */
const lzwCodes = (bytes: readonly number[]): Uint8Array => {
  const bits = [256, ...bytes, 257].map((code) => code.toString(2).padStart(9, '0')).join('');
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0');
  return Uint8Array.from({ length: padded.length / 8 }, (_, i) =>
    Number.parseInt(padded.slice(8 * i, 8 * i + 8), 2),
  );
};

describe('reads what libvips does not', () => {
  test('12 bits: the numbers themselves, and their upper 8 bits as a picture', async () => {
    const { data } = await readLabels(twelve(), noCodec);
    expect([...data]).toEqual([0x123, 0xfff, 0x800, 0, 1, 0xabc]);
    const { image, bitDepth, notes } = await readImage(twelve(), noCodec);
    expect([...image.data].filter((_, index) => index % 3 === 0)).toEqual([0x12, 0xff, 0x80, 0, 0, 0xab]);
    expect(bitDepth).toBe(16);
    expect(notes).toEqual(['12 bits reduced to 8', 'grey: nuclei are told by their colour']);
  });

  test('12 bits have no byte order, and white may be zero', async () => {
    const file = tiff({ ...grey(3, 2, 12), 262: [0] }, [TWELVE.slice(0, 5), TWELVE.slice(5)], false);
    await expect(readImage(file, noCodec)).rejects.toThrow(ImageError);
    const strips = tiff(
      { ...grey(3, 2, 12), 262: [0], 278: [1] },
      [TWELVE.slice(0, 5), TWELVE.slice(5)],
      false,
    );
    const { data } = await readLabels(strips, noCodec);
    expect([...data]).toEqual([0xedc, 0, 0x7ff, 0xfff, 0xffe, 0x543]);
  });

  test('RGB of 4 bits fills 8', async () => {
    const file = tiff({ ...grey(1, 1, 4), 258: [4, 4, 4], 262: [2], 277: [3] }, [[0x0f, 0x80]]);
    expect([...(await readImage(file, noCodec)).image.data]).toEqual([0, 255, 136]);
  });

  test.each([
    ['uncompressed', 1, (tile: number[]) => tile],
    ['LZW', 5, lzwCodes],
    ['Deflate', 8, (tile: number[]) => deflateSync(Uint8Array.from(tile))],
    ['Zstandard', 50000, zstandardFrame],
  ] as const)('tiles in separate planes: %s', async (_, compression, compress) => {
    const { image, notes } = await readImage(planar(compression, compress), noCodec);
    expect([...image.data]).toEqual(PLANES);
    expect(notes).toEqual([]);
  });

  test.each([true, false])('16 bits, signed, from differences; little endian %s', async (isLittle) => {
    // 300, 300 - 400 = -100, -100 + 1100 = 1000
    const words = [300, 0x10000 - 400, 1100].flatMap((value) => [value & 255, value >> 8]);
    const bytes = isLittle ? words : words.map((_, index) => words[index ^ 1]!);
    const tags = { ...grey(3, 1, 16), 259: [50000], 317: [2], 339: [2] };
    const { data } = await readLabels(tiff(tags, [zstandardFrame(bytes)], isLittle), noCodec);
    expect([...data]).toEqual([300, 0, 1000]);
  });

  test('alpha of 8 bits is laid over white', async () => {
    const tags = {
      ...grey(1, 1, 8),
      258: [8, 8],
      277: [2],
      284: [2],
      322: [1],
      323: [1],
      338: [2],
    };
    const { image } = await readImage(tiff(tags, [[100], [128]]), noCodec);
    expect([...image.data]).toEqual([177, 177, 177]);
  });

  test('LZW as libtiff writes it, with a full table', async () => {
    const noise = Uint8Array.from({ length: 200 * 100 }, (_, i) => (i * i * 31 + (i >> 3) * 17) & 0x9c);
    const image = sharp(noise, { raw: { width: 200, height: 100, channels: 1 } }).toColourspace('b-w');
    const file = await image.tiff({ compression: 'lzw', predictor: 'none' }).toBuffer();
    const view = new DataView(file.buffer, file.byteOffset, file.length);
    const start = 8;
    const data = new Uint8Array(file.subarray(start, view.getUint32(4, true)));
    expect(data.length).toBeGreaterThan((4096 * 12) / 8);
    expect(lzw(data, noise.length)).toEqual(noise);
  });
});

describe('leaves to libvips', () => {
  test.each<[string, Tags]>([
    ['what it reads', grey(3, 2, 8)],
    ['LZMA', { ...grey(3, 2, 12), 259: [34925] }],
    ['32 bits', { ...grey(3, 2, 32), 259: [50000] }],
    ['floating point', { ...grey(3, 2, 16), 259: [50000], 339: [3] }],
    ['CMYK', { ...grey(3, 2, 12), 262: [5], 277: [4] }],
    ['different depths', { ...grey(3, 2, 12), 258: [12, 12, 8], 262: [2], 277: [3] }],
    ['alpha of 12 bits', { ...grey(3, 2, 12), 258: [12, 12], 277: [2] }],
    ['nine channels', { ...grey(3, 2, 8), 259: [50000], 277: [9] }],
    ['bits in the other order', { ...grey(3, 2, 12), 266: [2] }],
  ])('%s', async (_, tags) => {
    await expect(readImage(tiff(tags, [TWELVE]), noCodec)).rejects.toThrow('left to libvips');
  });
});

describe('refuses what is damaged', () => {
  test.each<[string, Uint8Array, string, RegExp]>([
    [
      'too few bytes',
      tiff(grey(3, 2, 12), [TWELVE.slice(1)]),
      'corrupt',
      /strip 0 holds 9 bytes, expected 10$/,
    ],
    ['too few strips', tiff({ ...grey(3, 2, 12), 278: [1] }, [TWELVE]), 'corrupt', /lists 1 .* expected 2$/],
    ['strips of no rows', tiff({ ...grey(3, 2, 12), 278: [0] }, [TWELVE]), 'corrupt', /of 3 x 0 in 3 x 2/],
    [
      'tiles far larger than the picture',
      tiff({ ...grey(3, 2, 12), 322: [1e6], 323: [1e6] }, [TWELVE]),
      'corrupt',
      /of 1000000 x 1000000 in 3 x 2 pixels$/,
    ],
    [
      'more strips than any picture has',
      tiff({ ...grey(1, 1e6, 12), 278: [1] }, [TWELVE]),
      'corrupt',
      /of 1 x 1 in 1 x 1000000 pixels$/,
    ],
    ['no LZW', planar(5, () => [255, 255, 255]), 'corrupt', /tile 0 holds 0 bytes, expected 4$/],
    ['no Deflate', planar(8, () => [1, 2, 3]), 'corrupt', /tile 0 holds 0 bytes/],
    ['no Zstandard', planar(50000, () => [1, 2, 3]), 'corrupt', /tile 0 holds 0 bytes/],
  ])('%s', async (_, file, code, message) => {
    const error = await outcome(file);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test('data that decompress to far more fill their tile and no more', async () => {
    const bomb = deflateSync(new Uint8Array(1e8));
    const before = process.memoryUsage().arrayBuffers;
    const { image } = await readImage(
      planar(8, () => bomb.subarray(0, 200)),
      noCodec,
    );
    expect([...image.data]).toEqual(new Array(18).fill(0));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 26);
  });

  const files = [
    ['12 bits', twelve()],
    ['LZW tiles', planar(5, lzwCodes)],
    ['Deflate tiles', planar(8, (tile) => deflateSync(Uint8Array.from(tile)))],
    ['Zstandard tiles', planar(50000, zstandardFrame)],
  ] as const;

  test.each(files)('%s, cut at any byte', async (_, whole) => {
    // The very last four bytes of the first file say that there is no second page, which need not be said.
    for (let length = 8; length < whole.length - 4; length++) {
      const error = await outcome(whole.subarray(0, length));
      expect(error).toBeInstanceOf(ImageError);
      expect(error).toMatchObject({ code: expect.stringMatching(/^(truncated|unsupported)$/) });
    }
  });

  test.each(files)('%s, 300 times with one to four bytes changed', async (_, whole) => {
    const random = generator(20240531);
    const before = process.memoryUsage().rss;
    const began = performance.now();
    for (let round = 0; round < 300; round++) {
      const file = whole.slice();
      for (let change = 0; change <= round % 4; change++) file[random(file.length)] = random(256);
      const result = await outcome(file);
      if (result instanceof Error) {
        expect(result).toBeInstanceOf(ImageError);
        expect(result.message).toMatch(/^[\x20-\x7e]{1,250}$/);
      }
    }
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 29);
  });
});

/** What was read or thrown, with a limit on the size that a mutation may state. */
function outcome(file: Uint8Array): Promise<unknown> {
  return readImage(file, noCodec, { maxPixels: 1e6 }).catch((error: unknown) => error);
}

/** Numbers below a bound from a linear congruential generator (Numerical Recipes' constants). */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
