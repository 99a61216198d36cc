import { expect, test } from 'vitest';
import { sharpCodec } from '../decode/sharp-codec.ts';
import { rgbImage } from '../image.ts';
import { memorySource } from './byte-source.ts';
import { Slide } from './slide.ts';
import { pyramidFile, rampImage } from './testing/pyramid-file.ts';

const meanError = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;

test('a pyramid is read as it was written, at every level', async () => {
  const image = rampImage(700, 530);
  const slide = await Slide.open(memorySource(await pyramidFile(image, { tileSide: 64 })), sharpCodec);
  expect(slide).toMatchObject({ width: 700, height: 530, metadata: { kind: 'tiff' } });
  expect(slide.metadata.micrometresPerPixel).toBeCloseTo(0.25, 4);
  expect(slide.levels.map(({ width, height }) => [width, height])).toEqual([
    [700, 530],
    [350, 265],
  ]);
  const { image: read, missing } = await slide.read(0, { left: 0, top: 0, width: 700, height: 530 });
  expect(missing).toEqual([]);
  expect(meanError(read.data, image.data)).toBeLessThan(1.5); // levels; JPEG of quality 90
});

test('a region is the same pixels as in the whole', async () => {
  const file = await pyramidFile(rampImage(300, 200), { tileSide: 32 });
  const slide = await Slide.open(memorySource(file), sharpCodec);
  const whole = (await slide.read(0, { left: 0, top: 0, width: 300, height: 200 })).image;
  const part = (await slide.read(0, { left: 45, top: 31, width: 100, height: 66 })).image;
  const cut = rgbImage(100, 66);
  for (let y = 0; y < 66; y++) {
    const from = 3 * ((31 + y) * 300 + 45);
    cut.data.set(whole.data.subarray(from, from + 300), y * 300);
  }
  expect(part.data).toEqual(cut.data);
});

test('a damaged tile is white and reported, the others are whole', async () => {
  const file = await pyramidFile(rampImage(128, 128), { tileSide: 64 });
  file.fill(0x41, 16 + 2, 16 + 300); // the first tile's tables
  const slide = await Slide.open(memorySource(file), sharpCodec);
  const { image, missing } = await slide.read(0, { left: 10, top: 10, width: 118, height: 118 });
  expect(missing).toEqual([{ left: 10, top: 10, width: 54, height: 54 }]);
  expect([...image.data.subarray(0, 3)]).toEqual([255, 255, 255]);
  expect(image.data[3 * (60 * 118 + 60)]).toBeLessThan(255);
});

test('a region outside is refused with both sizes', async () => {
  const slide = await Slide.open(
    memorySource(await pyramidFile(rampImage(64, 64), { tileSide: 64 })),
    sharpCodec,
  );
  await expect(slide.read(0, { left: 1, top: 0, width: 64, height: 64 })).rejects.toThrow(
    'cannot read 64 x 64 px at (1, 0) of level 0: expected whole pixels inside 64 x 64',
  );
  await expect(slide.read(3, { left: 0, top: 0, width: 1, height: 1 })).rejects.toThrow('one of 1 levels');
});

test('truncated and lying files are refused in one line', async () => {
  const file = await pyramidFile(rampImage(128, 128), { tileSide: 64 });
  const refused = async (bytes: Uint8Array) => {
    const error = await Slide.open(memorySource(bytes), sharpCodec).catch((thrown) => thrown);
    expect(error.message).not.toContain('\n');
    return error.code;
  };
  expect(await refused(file.subarray(0, file.length - 10))).toBe('truncated');
  expect(await refused(file.subarray(0, 12))).toBe('not-an-image');
  expect(await refused(new Uint8Array(0))).toBe('not-an-image');
  // a width that its list of tiles does not cover: the level's tag 256, one LONG, is 128
  const entry = [0, 1, 4, 0, 1, 0, 0, 0, 0, 0, 0, 0, 128, 0, 0, 0];
  const at = file.findIndex((_, i) => entry.every((byte, j) => file[i + j] === byte));
  const lying = file.slice();
  lying[at + 13] = 1;
  expect(await refused(lying)).toBe('corrupt');
});
