import { nodeRuntime } from '@leukolens/engine/node';
import { type Mask, mask, type RgbImage, rgbImage } from '@leukolens/imaging';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crudeSmears, describeSegmenter } from '../testing/segmenter-suite.ts';
import { VIOLET_DESIGN, violetCellWeights, violetWeights } from '../testing/violet-network.ts';
import type { Design } from './design.ts';
import { type NetworkOptions, NetworkSegmenter } from './network-segmenter.ts';
import { OutlineNetwork } from './outline-network.ts';

const runtime = nodeRuntime({ threads: 1 });
const network = (changes: Partial<Design> = {}, flips: 1 | 4 = 1) =>
  new OutlineNetwork({ ...VIOLET_DESIGN, ...changes }, violetWeights(), runtime, { flips });
const segmenter = (options: Partial<NetworkOptions> = {}) => new NetworkSegmenter(network(), options);

describeSegmenter('NetworkSegmenter', segmenter, { area: 150, solid: false });
describeSegmenter('NetworkSegmenter with other options', () => segmenter({ threshold: 0.9, smallest: 20 }), {
  area: 20,
  solid: false,
});

/** A violet disc of this radius in the middle of a pale field. */
function disc(width: number, height: number, radius: number): { image: RgbImage; truth: Mask } {
  const image = rgbImage(width, height, new Uint8Array(3 * width * height).fill(230));
  const truth = mask(width, height);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [(i % width) - width / 2, Math.floor(i / width) - height / 2];
    if (x * x + y * y > radius * radius) continue;
    image.data.set([110, 50, 150], 3 * i);
    truth.data[i] = 1;
  }
  return { image, truth };
}

const differing = (one: Mask, other: Mask) =>
  one.data.reduce((sum, value, i) => sum + (value === other.data[i] ? 0 : 1), 0);

describe('NetworkSegmenter', () => {
  test.each([
    ['as it is', {}],
    ['enlarged', { scale: { kind: 'factor', factor: 2 } }],
    ['as a square', { scale: { kind: 'square', side: 96 } }],
    ['brought to a nucleus of 24 pixels', { scale: { kind: 'nucleus', diameter: 24 } }],
  ] as const)('finds a violet disc in sides that fit no stride, seen %s', async (_, changes) => {
    const { image, truth } = disc(61, 53, 14);
    const found = await new NetworkSegmenter(network(changes)).segment(image);
    // the network sees every other pixel: the rim, 88 pixels around, may be off by one
    expect(differing(found, truth)).toBeLessThan(60);
    expect(found.data.reduce((sum, value) => sum + value, 0)).toBeGreaterThan(500);
  });

  test('drops what is smaller than asked, in pixels of the scale that the network sees', async () => {
    const { image, truth } = disc(60, 60, 14);
    const area = truth.data.reduce((sum, value) => sum + value, 0);
    expect((await segmenter({ smallest: 2 * area }).segment(image)).data).not.toContain(1);
    const enlarged = network({ scale: { kind: 'factor', factor: 2 } });
    expect((await new NetworkSegmenter(enlarged, { smallest: 2 * area }).segment(image)).data).toContain(1);
  });

  test('a higher threshold marks no more', async () => {
    for (const image of fc.sample(crudeSmears, { numRuns: 8, seed: 5 })) {
      const low = (await segmenter({ threshold: 0.2, smallest: 0 }).segment(image)).data;
      const high = (await segmenter({ threshold: 0.8, smallest: 0 }).segment(image)).data;
      expect(high.every((value, i) => value <= low[i]!)).toBe(true);
    }
  });

  test('looked at in four mirror images, a mirrored field gives the mirrored mask', async () => {
    const flipped = new NetworkSegmenter(network({}, 4), { smallest: 0 });
    // an odd side is padded at one end, so that other pixels are seen
    const even = crudeSmears.filter(({ width }) => width % 2 === 0);
    for (const image of fc.sample(even, { numRuns: 8, seed: 5 })) {
      expect(await flipped.segment(mirror(image))).toEqual(mirror(await flipped.segment(image)));
    }
  });

  test('names the option that is out of range', () => {
    expect(() => segmenter({ threshold: 1 })).toThrow(/threshold/);
    expect(() => segmenter({ smallest: -1 })).toThrow(/smallest/);
  });

  test('marks where the probability exceeds the threshold', async () => {
    const half = network({ scale: { kind: 'factor', factor: 0.5 } });
    for (const image of fc.sample(crudeSmears, { numRuns: 8, seed: 6 })) {
      const { data } = await half.probabilities(image);
      const found = await half.nuclei(image, { threshold: 0.3, smallest: 0 });
      expect([...found.data]).toEqual(Array.from(data, (value) => (value > 0.3 ? 1 : 0)));
    }
  });
});

/** Left and right exchanged. */
function mirror<Image extends RgbImage | Mask>(image: Image): Image {
  const { width, data } = image;
  const channels = data.length / (width * image.height);
  const turned = data.map((_, i) => {
    const [pixel, channel] = [Math.floor(i / channels), i % channels];
    const x = pixel % width;
    return data[(pixel - x + width - 1 - x) * channels + channel]!;
  });
  return { ...image, data: turned };
}

test('a network that outlines cells gives them beside the nuclei; another has none', async () => {
  expect(segmenter().segmentCells).toBeUndefined();
  const design = { ...VIOLET_DESIGN, outlines: ['nucleus', 'cell'] as const } satisfies Design;
  const found = new NetworkSegmenter(new OutlineNetwork(design, violetCellWeights(), runtime), {
    smallest: 0,
  });
  const { image, truth: cell } = disc(64, 64, 24);
  const { truth: nucleus } = disc(64, 64, 12);
  nucleus.data.forEach((inside, i) => {
    // blue exceeds green by 55 levels in the cytoplasm, by 100 in the nucleus
    if (cell.data[i] && !inside) image.data.set([130, 95, 150], 3 * i);
  });
  const { nuclei, cells } = await found.segmentCells!(image);
  expect(nuclei).toEqual(await found.segment(image));
  // the network sees every other pixel: outlines are a pixel off
  expect(differing(nuclei, nucleus)).toBeLessThan(2 * Math.PI * 12);
  expect(differing(cells, cell)).toBeLessThan(2 * Math.PI * 24);
});
