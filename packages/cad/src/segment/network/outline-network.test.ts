import { input, Model, type Runtime } from '@leukolens/engine';
import { nodeRuntime } from '@leukolens/engine/node';
import {
  dihedral,
  dihedralPlanes,
  planesOf,
  type RgbImage,
  resize,
  rgbImage,
  rgbOf,
} from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { type Design, designSchema, traceDesign } from './design.ts';
import { OutlineNetwork } from './outline-network.ts';

const runtime: Runtime = nodeRuntime({ threads: 1 });

const design = (changes: object = {}): Design =>
  designSchema.parse({ channels: [4, 8], strides: [4], outlines: ['nucleus', 'cell'], ...changes });

function weightsOf(of: Design): Map<string, Float32Array> {
  const model = new Model('training');
  traceDesign(model, input('x', [1, 3, 16, 16]), of);
  return new Map(
    [...model.initial(4)].map(([name, values]) => [
      name,
      name.endsWith('weight') ? values.map((w) => 4 * w) : values,
    ]),
  );
}

const network = (of: Design, flips: 1 | 4 = 1) => new OutlineNetwork(of, weightsOf(of), runtime, { flips });

const picture = (width: number, height: number): RgbImage =>
  rgbImage(
    width,
    height,
    Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * i + 7 * i) % 251),
  );

test('sides that are no multiples: one plane an outline, of the image’s size, the same every time', async () => {
  const one = network(design());
  for (const [width, height] of [
    [13, 9],
    [16, 8],
    [1, 1],
    [3, 20],
  ] as const) {
    const image = picture(width, height);
    const found = await one.probabilities(image);
    expect([found.channels, found.width, found.height]).toEqual([2, width, height]);
    expect(found.data.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(await one.probabilities(image)).toEqual(found);
    const other = network(design());
    expect(await other.probabilities(image)).toEqual(found);
    await other.release();
  }
  await one.release();
});

test('with flips, the mean of the four mirror images’ results, each mirrored back', async () => {
  // sides that are multiples, so that a mirrored picture is padded as the picture is: not at all
  const image = picture(12, 8);
  const [one, four] = [network(design()), network(design(), 4)];
  const found = await four.probabilities(image);
  const views = await Promise.all(
    [0, 4, 6, 2].map(async (view) => {
      const { data } = await one.probabilities(dihedral(image, view));
      return dihedralPlanes(data, 12, 8, view);
    }),
  );
  found.data.forEach((value, i) => {
    expect(value).toBeCloseTo((views[0]![i]! + views[1]![i]! + views[2]![i]! + views[3]![i]!) / 4, 5);
  });
  // and so a mirrored image has the mirrored result
  for (const view of [4, 6, 2]) {
    const { data } = await four.probabilities(dihedral(image, view));
    dihedralPlanes(data, 12, 8, view).forEach((value, i) => {
      expect(value).toBeCloseTo(found.data[i]!, 5);
    });
  }
  expect(views[1]).not.toEqual(views[0]);
  await one.release();
  await four.release();
});

test('an image is brought to scale and its probabilities back to its size', async () => {
  const image = picture(20, 12);
  const whole = network(design());
  const half = network(design({ scale: { kind: 'factor', factor: 0.5 } }));
  const working = rgbOf(resize(planesOf(image), 10, 6));
  expect(await half.probabilities(image)).toEqual(resize(await whole.probabilities(working), 20, 12));
  await whole.release();
  await half.release();
});

test('pictures of more sizes than are kept compiled give the same as the first time', async () => {
  const one = network(design());
  const sizes = Array.from({ length: 11 }, (_, i) => 4 * (i + 1));
  const first = await Promise.all(sizes.map((width) => one.probabilities(picture(width, 4))));
  for (const [i, width] of sizes.entries()) {
    expect(await one.probabilities(picture(width, 4))).toEqual(first[i]);
  }
  await one.release();
});
