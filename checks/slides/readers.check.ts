import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { memorySource, type Region, Slide } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { python, withoutPython } from '../shared.ts';

const lacking = withoutPython('numpy', 'tifffile');

let folder: string;
let levels: [width: number, height: number][];
let pixels: Uint8Array[];
beforeAll(async () => {
  if (lacking) return;
  folder = await mkdtemp(join(tmpdir(), 'slides-'));
  await python([resolve(import.meta.dirname, 'write_slides.py'), folder]);
  levels = JSON.parse(await readFile(join(folder, 'levels.json'), 'utf8'));
  pixels = await Promise.all(levels.map((_, i) => readFile(join(folder, `level-${i}.rgb`))));
});
afterAll(() => lacking || rm(folder, { recursive: true }));

const open = async (name: string) => Slide.open(memorySource(await readFile(join(folder, name))), sharpCodec);

/** A region of a level's pixels as they were written. */
function written(level: number, { left, top, width, height }: Region): Uint8Array {
  const part = new Uint8Array(3 * width * height);
  const stride = 3 * levels[level]![0];
  for (let y = 0; y < height; y++) {
    const from = (top + y) * stride + 3 * left;
    part.set(pixels[level]!.subarray(from, from + 3 * width), 3 * y * width);
  }
  return part;
}

/** All of a level, and a part that begins and ends inside tiles. */
async function expectPixels(slide: Slide, level: number): Promise<void> {
  const [width, height] = levels[level]!;
  const part = { left: 77, top: 51, width: width - 150, height: height - 99 };
  for (const region of [{ left: 0, top: 0, width, height }, part]) {
    const { image, missing } = await slide.read(level, region);
    expect(missing).toEqual([]);
    expect(Buffer.compare(image.data, written(level, region))).toBe(0);
  }
}

describe.skipIf(lacking)('files of tifffile', () => {
  test('as Aperio writes: levels, µm, magnification; no label, no macro, no thumbnail', async () => {
    const slide = await open('aperio.svs');
    expect(slide.metadata).toEqual({ kind: 'aperio', micrometresPerPixel: 0.2499, magnification: 40 });
    expect(slide.levels.map(({ width, height }) => [width, height])).toEqual(levels);
    for (const level of levels.keys()) await expectPixels(slide, level);
  });

  test('OME-TIFF: levels in sub-directories, nanometres', async () => {
    const slide = await open('pyramid.ome.tif');
    expect(slide.metadata).toEqual({ kind: 'ome', micrometresPerPixel: 0.5 });
    expect(slide.levels.map(({ width, height }) => [width, height])).toEqual(levels);
    for (const level of levels.keys()) await expectPixels(slide, level);
  });

  test.each(['motorola.tif', 'predictor.tif'])('%s', async (name) => {
    const slide = await open(name);
    expect(slide.levels).toHaveLength(1);
    if (name === 'motorola.tif') expect(slide.metadata.micrometresPerPixel).toBeCloseTo(0.5, 12);
    await expectPixels(slide, 0);
  });

  test.each([
    ['grey16.tif', /1 samples of 16 bits/],
    ['strips.tif', /not tiled/],
    ['planes.tif', /expected 8-bit colour, interleaved/],
  ])('%s is refused', async (name, reason) => {
    await expect(open(name)).rejects.toThrow(reason);
  });

  test('cut short: what is there is read, what is not is named', async () => {
    // tifffile writes the directory of a classic file before its tiles
    const file = await readFile(join(folder, 'motorola.tif'));
    const slide = await Slide.open(memorySource(file.subarray(0, file.length * 0.6)), sharpCodec);
    const { missing } = await slide.read(0, { left: 0, top: 0, width: 1500, height: 1100 });
    expect(missing.length).toBeGreaterThan(0);
    expect(missing.length).toBeLessThan(9);
    const whole = await slide.read(0, { left: 0, top: 0, width: 512, height: 512 });
    expect(whole.missing).toEqual([]);
    expect(Buffer.compare(whole.image.data, written(0, { left: 0, top: 0, width: 512, height: 512 }))).toBe(
      0,
    );
  });

  test('no single changed byte of a header brings the reader down', async () => {
    const file = new Uint8Array(await readFile(join(folder, 'pyramid.ome.tif')));
    const whole = { left: 0, top: 0, width: 300, height: 300 };
    let [read, refused] = [0, 0];
    for (let i = 0; i < 1200; i++) {
      const at = (i * 7919) % Math.min(file.length, 4000);
      const before = file[at]!;
      file[at] = (before + 1 + (i % 255)) % 256;
      try {
        const slide = await Slide.open(memorySource(file), sharpCodec);
        if (slide.width >= 300 && slide.height >= 300) await slide.read(0, whole);
        read++;
      } catch (error) {
        expect((error as Error).name).toBe('ImageError');
        refused++;
      }
      file[at] = before;
    }
    console.log(`${read} read, ${refused} refused`);
  }, 120_000);
});

describe.skipIf(lacking)('pyramids of libvips', () => {
  test.each([
    ['jpeg', { compression: 'jpeg', quality: 90 }],
    ['lzw', { compression: 'lzw' }],
    ['deflate', { compression: 'deflate', predictor: 'horizontal' }],
    ['none', { compression: 'none' }],
    ['jpeg in a BigTIFF', { compression: 'jpeg', bigtiff: true }],
  ] as const)('%s: the pixels that libvips reads', async (_, options) => {
    const [width, height] = levels[0]!;
    const full = sharp(pixels[0]!, { raw: { width, height, channels: 3 } });
    const file = await full
      .tiff({ ...options, tile: true, tileWidth: 256, tileHeight: 128, pyramid: true })
      .toBuffer();
    const slide = await Slide.open(memorySource(file), sharpCodec);
    expect(slide.levels.length).toBeGreaterThan(2);
    for (const [level, { width, height }] of slide.levels.entries()) {
      const { data } = await sharp(file, { page: level }).raw().toBuffer({ resolveWithObject: true });
      const { image, missing } = await slide.read(level, { left: 0, top: 0, width, height });
      expect(missing).toEqual([]);
      expect(Buffer.compare(image.data, data)).toBe(0);
    }
  });
});
