import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { encodePng } from '../encode/png.ts';
import { rgbImage } from '../image.ts';
import type { ImageError } from './image-error.ts';
import { readImage } from './read-image.ts';
import { sharpCodec } from './sharp-codec.ts';
import { bmpFile } from './testing/bmp-file.ts';
import { LONG, pixelOffset, SHORT, tiffFile } from './testing/tiff-file.ts';

// A picture of 3 x 2 pixels, and the same with 16 bits: value x 257, so that the upper byte is the value.
const PIXELS = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30, 200, 100, 50, 7, 7, 7);
const DEEP = Uint16Array.from(PIXELS, (value) => value * 257);
const picture = (): Sharp => sharp(PIXELS, { raw: { width: 3, height: 2, channels: 3 } });
const deepPicture = (): Sharp =>
  sharp(DEEP, { raw: { width: 3, height: 2, channels: 3 } }).toColourspace('rgb16');
/** Pixels with structure, so that compressed files are long enough to be cut. */
const noise = (): Sharp => {
  const data = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * i * 31 + (i >> 3) * 17) & 255);
  return sharp(data, { raw: { width: 64, height: 64, channels: 3 } });
};

describe('lossless formats give their pixels exactly', () => {
  test.each([
    ['png', () => picture().png()],
    ['tiff', () => picture().tiff({ compression: 'lzw' })],
    ['tiff', () => picture().tiff({ compression: 'none', bigtiff: true })],
    ['webp', () => picture().webp({ lossless: true })],
    ['gif', () => picture().gif()],
  ] as const)('%s', async (format, file) => {
    const decoded = await readImage(await file().toBuffer(), sharpCodec);
    expect(decoded).toEqual({ image: rgbImage(3, 2, PIXELS), format, bitDepth: 8, notes: [] });
  });

  test('bmp', async () => {
    const file = bmpFile({ width: 1, height: 1, bitsPerPixel: 24, pixels: [3, 2, 1] });
    const decoded = await readImage(file, sharpCodec);
    expect(decoded).toEqual({
      image: rgbImage(1, 1, Uint8Array.of(1, 2, 3)),
      format: 'bmp',
      bitDepth: 8,
      notes: [],
    });
  });

  test('the pixels are a plain array, as in a browser', async () => {
    const { image } = await readImage(await picture().png().toBuffer(), sharpCodec);
    expect(Object.getPrototypeOf(image.data)).toBe(Uint8Array.prototype);
  });
});

describe('odd files are read, and say so', () => {
  test('JPEG: within its own error', async () => {
    const file = await picture().resize(16, 16, { kernel: 'nearest' }).jpeg({ quality: 100 }).toBuffer();
    const { format, image, notes } = await readImage(file, sharpCodec);
    expect([format, image.width, image.height, notes]).toEqual(['jpeg', 16, 16, []]);
  });

  test.each([
    ['png', () => deepPicture().png()],
    ['tiff', () => deepPicture().tiff({ compression: 'none' })],
  ] as const)('16 bits: %s', async (_, file) => {
    const { image, bitDepth, notes } = await readImage(await file().toBuffer(), sharpCodec);
    expect(image.data).toEqual(PIXELS);
    expect([bitDepth, notes]).toEqual([16, ['16 bits reduced to 8']]);
  });

  test('grey', async () => {
    const grey = sharp(Uint8Array.of(0, 90), { raw: { width: 2, height: 1, channels: 1 } });
    const { image, notes } = await readImage(await grey.toColourspace('b-w').png().toBuffer(), sharpCodec);
    expect([...image.data]).toEqual([0, 0, 0, 90, 90, 90]);
    expect(notes).toEqual(['grey: nuclei are told by their colour']);
  });

  test.each([2, 4] as const)('alpha, %i channels', async (channels) => {
    const data = channels === 2 ? [100, 128, 9, 0] : [100, 100, 100, 128, 9, 9, 9, 0];
    const file = await sharp(Uint8Array.from(data), { raw: { width: 2, height: 1, channels } })
      .toColourspace(channels === 2 ? 'b-w' : 'srgb')
      .png()
      .toBuffer();
    const { image, notes } = await readImage(file, sharpCodec);
    expect([...image.data]).toEqual([177, 177, 177, 255, 255, 255]);
    const grey = channels === 2 ? ['grey: nuclei are told by their colour'] : [];
    expect(notes).toEqual([...grey, 'alpha laid over white']);
  });

  test('alpha that hides nothing is not worth a word', async () => {
    const { image, notes } = await readImage(await picture().ensureAlpha().png().toBuffer(), sharpCodec);
    expect([image.data, notes]).toEqual([PIXELS, []]);
  });

  test('palette', async () => {
    const { image } = await readImage(await picture().png({ palette: true }).toBuffer(), sharpCodec);
    expect(image.data).toEqual(PIXELS);
  });

  test('CMYK', async () => {
    const white = sharp({ create: { width: 4, height: 4, channels: 3, background: 'white' } });
    const file = await white.toColourspace('cmyk').jpeg().toBuffer();
    const { image, notes } = await readImage(file, sharpCodec);
    expect(image.data).toEqual(new Uint8Array(48).fill(255));
    expect(notes).toContain('CMYK converted without a profile');
  });

  test('animated: the first frame', async () => {
    const frames = Uint8Array.of(255, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255);
    const file = await sharp(frames, { raw: { width: 2, height: 2, channels: 3, pageHeight: 1 } })
      .gif()
      .toBuffer();
    const { image, notes } = await readImage(file, sharpCodec);
    expect(image).toEqual(rgbImage(2, 1, Uint8Array.of(255, 0, 0, 255, 0, 0)));
    expect(notes).toEqual(['animated: only the first of 2 frames is read']);
  });

  test('EXIF-rotated', async () => {
    const file = await picture().withMetadata({ orientation: 6 }).webp({ lossless: true }).toBuffer();
    const { image, notes } = await readImage(file, sharpCodec);
    expect([image.width, image.height]).toEqual([2, 3]);
    expect([...image.data.subarray(0, 6)]).toEqual([10, 20, 30, 255, 0, 0]);
    expect(notes).toEqual(['turned upright by its orientation tag (6)']);
  });

  test('a colour profile changes no pixel', async () => {
    const file = await picture().withIccProfile('p3', { attach: true }).png().toBuffer();
    const stored = await sharp(file, { ignoreIcc: true }).raw().toBuffer();
    const { image, notes } = await readImage(file, sharpCodec);
    expect(image.data).toEqual(new Uint8Array(stored));
    expect(notes).toEqual(['colour profile ignored']);
  });

  test('a JPEG that the decoder stumbles over', async () => {
    const file = await noise().jpeg().toBuffer();
    const tables = file.indexOf(Uint8Array.of(0xff, 0xdb));
    const padded = Buffer.concat([file.subarray(0, tables), Uint8Array.of(1, 2, 3), file.subarray(tables)]);
    const { notes } = await readImage(padded, sharpCodec);
    expect(notes).toEqual(['the JPEG data are damaged: some pixels may be wrong']);
  });
});

describe('bad files are refused with one line', () => {
  const formats = [
    ['png', () => noise().png()],
    ['jpeg', () => noise().jpeg()],
    ['tiff', () => noise().tiff({ compression: 'lzw' })],
    ['webp', () => noise().webp({ lossless: true })],
    ['gif', () => noise().gif()],
  ] as const;

  test.each(formats)('%s, cut at any tenth', async (_, file) => {
    const whole = await file().toBuffer();
    for (let tenth = 1; tenth <= 9; tenth++) {
      const error = await refusal(whole.subarray(0, Math.floor((whole.length * tenth) / 10)));
      expect(error.code).toBe('truncated');
      expect(error.message).toMatch(/^the \w+ file is truncated[^\n]*$/);
    }
  });

  test('a PNG whose data do not fit their checksum', async () => {
    const file = await noise().png().toBuffer();
    file[file.length / 2] = file[file.length / 2]! ^ 1;
    expect(await refusal(file)).toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining('is damaged'),
    });
  });

  test('more pixels than allowed, before they are decoded', async () => {
    const file = await encodePng(rgbImage(3, 2), sharpCodec);
    expect((await readImage(file, sharpCodec, { maxPixels: 6 })).image.width).toBe(3);
    const error = await refusal(file, 5);
    expect(error.code).toBe('too-large');
    expect(error.message).toMatch(/^3 x 2 pixels are over the limit of 5;/);
  });

  test('floating-point samples', async () => {
    const file = tiffFile(
      [
        [256, SHORT, 1],
        [257, SHORT, 1],
        [258, SHORT, 32],
        [259, SHORT, 1],
        [262, SHORT, 1],
        [273, LONG, pixelOffset(9)],
        [277, SHORT, 1],
        [279, LONG, 4],
        [339, SHORT, 3],
      ],
      [0, 0, 128, 63],
    );
    const error = await refusal(file);
    expect(error.code).toBe('unsupported');
    expect(error.message).toMatch(/samples of type float.*save it as 8-bit RGB$/);
  });

  test('loaders other than the raster ones are shut, whatever the file says it is', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>');
    await expect(sharp(svg).metadata()).rejects.toThrow();
    expect((await refusal(svg)).code).toBe('unsupported');
  });
});

async function refusal(file: Uint8Array, maxPixels?: number): Promise<ImageError> {
  const decoding = readImage(file, sharpCodec, maxPixels === undefined ? {} : { maxPixels });
  return decoding.then(
    () => expect.unreachable('the file was read'),
    (error: ImageError) => error,
  );
}
