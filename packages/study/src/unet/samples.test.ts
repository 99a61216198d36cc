import { type GreyImage, greyImage, type RgbImage, rgbImage } from '@leukolens/imaging';
import { describe, expect, test } from 'vitest';
import type { Dataset, DatasetItem } from '../datasets/dataset.ts';
import type { ImageReading } from '../datasets/reading.ts';
import { findDataset } from '../datasets/registry.ts';
import { balanced, trainingSample } from './samples.ts';
import { madeSample } from './testing/made-sample.ts';

const LEVELS: Readonly<Record<string, number>> = { '#': 255, '+': 128, '.': 0 };

/** A mask typed as rows: # nucleus, + cytoplasm, . the rest. */
function drawn(...rows: string[]): GreyImage {
  return greyImage(
    rows[0]!.length,
    rows.length,
    Uint8Array.from(rows.join(''), (pixel) => LEVELS[pixel]!),
  );
}

interface Given {
  readonly first?: GreyImage;
  readonly second?: GreyImage;
  readonly image?: RgbImage;
  readonly name?: 'cellavision' | 'all-idb2' | 'bloodseg';
  readonly factor?: number;
}

function sample({ first, second, image, name = 'cellavision', factor = 1 }: Given) {
  const { width, height } = image ?? first!;
  const item: DatasetItem = {
    id: 'a',
    imagePath: 'image',
    group: 'a',
    ...(first && { maskPath: 'first' }),
    ...(second && { secondMaskPath: 'second' }),
  };
  const dataset: Dataset = {
    name,
    description: findDataset(name)!,
    layout: 'drawn',
    folder: '',
    items: [item],
    maskLevels: { nucleus: 255, cytoplasm: 128 },
    warnings: [],
  };
  const reading: ImageReading = {
    image: async () => image ?? rgbImage(width, height),
    mask: async (path) => (path === 'first' ? first! : second!),
  };
  return trainingSample(item, dataset, reading, {
    outlines: ['nucleus', 'cell'],
    scale: { kind: 'factor', factor },
  });
}

const rows = (planes: Uint8Array, width: number, height: number, plane: number) =>
  Array.from({ length: height }, (_, y) => [
    ...planes.subarray((plane * height + y) * width, (plane * height + y + 1) * width),
  ]);

describe('trainingSample', () => {
  test('targets are the share of each working pixel that nucleus and cell cover', async () => {
    const first = drawn('.++.', '.##+');
    const image = rgbImage(
      4,
      2,
      Uint8Array.from({ length: 24 }, (_, i) => 10 * Math.floor(i / 3)),
    );
    const { target, counted, image: working, name, set } = await sample({ first, image, factor: 0.5 });
    expect([name, set]).toEqual(['cellavision/a', 'cellavision']);
    // each working pixel covers 2 x 2: nucleus 1/4 and 1/4, cell 2/4 and 3/4
    expect(rows(target, 2, 1, 0)).toEqual([[64, 64]]);
    expect(rows(target, 2, 1, 1)).toEqual([[128, 191]]);
    expect([...counted]).toEqual([1, 1, 1, 1]);
    // levels 0 10 40 50 and 20 30 60 70 on average
    expect([...working.data]).toEqual([25, 25, 25, 45, 45, 45]);
  });

  test('its arrays can be shared between threads', async () => {
    const { image, target, counted } = await sample({ first: drawn('.#') });
    for (const { buffer } of [image.data, target, counted]) expect(buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  test('where no hand marked cytoplasm, the plane of cells does not count', async () => {
    const { target, counted } = await sample({ first: drawn('.##.') });
    expect(rows(target, 4, 1, 0)).toEqual([[0, 255, 255, 0]]);
    expect(rows(counted, 4, 1, 0)).toEqual([[1, 1, 1, 1]]);
    expect(rows(counted, 4, 1, 1)).toEqual([[0, 0, 0, 0]]);
  });

  test("cells are the second hand's where the first marked none, and hold the first's nuclei", async () => {
    const { target, counted } = await sample({ first: drawn('.##..'), second: drawn('..#++') });
    expect(rows(target, 5, 1, 0)).toEqual([[0, 255, 255, 0, 0]]);
    expect(rows(target, 5, 1, 1)).toEqual([[0, 255, 255, 255, 255]]);
    expect(rows(counted, 5, 1, 1)).toEqual([[1, 1, 1, 1, 1]]);
  });

  test('nuclei that the truth of the central cell leaves out do not count, nor 3 px round them; cells, 20 px more', async () => {
    const files = {
      first: drawn('.##+'.padEnd(60, '.')),
      second: drawn('.##'.padEnd(56, '.').padEnd(60, '#')),
    };
    const { counted } = await sample({ ...files, name: 'all-idb2' });
    const upTo = (length: number) => Array.from({ length: 60 }, (_, x) => (x < length ? 1 : 0));
    expect(rows(counted, 60, 1, 0)).toEqual([upTo(53)]);
    expect(rows(counted, 60, 1, 1)).toEqual([upTo(33)]);
    // elsewhere the first hand marked all there is
    expect((await sample(files)).counted.every((each) => each === 1)).toBe(true);
  });

  test('what looks like a nucleus cut by the border does not count where only whole ones are marked', async () => {
    const image = rgbImage(80, 40);
    // discs of radius 10 at (0, 20) and (50, 20), violet on rose
    const disc = (x: number, y: number, middle: number) => Math.hypot(x + 0.5 - middle, y + 0.5 - 20) < 10;
    for (let at = 0; at < 80 * 40; at++) {
      const [x, y] = [at % 80, Math.floor(at / 80)];
      image.data.set(disc(x, y, 0) || disc(x, y, 50) ? [90, 45, 140] : [225, 200, 210], 3 * at);
    }
    const first = greyImage(80, 40);
    const whole = await sample({ first, image, name: 'cellavision' });
    const at = (x: number) => 20 * 80 + x;
    expect([0, 8, 20, 50].map((x) => whole.counted[at(x)])).toEqual([0, 0, 1, 1]);
    const any = await sample({ first, image, name: 'bloodseg' });
    expect(any.counted.subarray(0, 80 * 40).every((each) => each === 1)).toBe(true);
  });

  test('what does not fit is refused in a line that names the image', async () => {
    await expect(sample({ first: drawn('.#'), image: rgbImage(2, 2) })).rejects.toThrow(
      'cellavision/a cannot be trained on: the mask is 2 x 1 pixels, but the image is 2 x 2; both must be of one size',
    );
    await expect(sample({ image: rgbImage(2, 2) })).rejects.toThrow(
      'cellavision/a cannot be trained on: it has no mask',
    );
  });
});

test('sets are repeated until each is about as large as the largest', () => {
  const set = (name: string, length: number) =>
    Array.from({ length }, (_, i) =>
      madeSample(1, 1, () => ({ colour: [0, 0, 0], target: 0 }), `${name}/${i}`),
    );
  const all = balanced([set('a', 6), set('b', 4), set('c', 2), set('d', 5)]);
  const count = (name: string) => all.filter((each) => each.set === name).length;
  // 6/4 = 1.5 is rounded up, 6/5 = 1.2 down
  expect(['a', 'b', 'c', 'd'].map(count)).toEqual([6, 8, 6, 5]);
  expect(new Set(all).size).toBe(17);
});
