import { input, Model } from '@leukolens/engine';
import { nodeRuntime } from '@leukolens/engine/node';
import { type RgbImage, resizeRgb, rgbImage } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { type Design, designSchema, INPUT_PLANES, INPUTS, traceDesign } from './design.ts';
import { OutlineNetwork } from './outline-network.ts';
import type { Rectangle } from './tiles.ts';
import { workingSize } from './working-scale.ts';

/*
 * A field in tiles is what it is at once: nothing that goes by the whole field may go by the tile. The field's left is bright
 * with small nuclei, its right dim with large ones, so that any statistic of a tile is far from the field's.
 */

const WIDTH = 160;
const HEIGHT = 90;
const WHOLE = undefined; // it is small
const TILINGS: Rectangle[] = [
  { left: 0, top: 0, width: 32, height: 32 },
  { left: 16, top: 8, width: 32, height: 32 },
  { left: 4, top: 16, width: 20, height: 44 },
];

const runtime = nodeRuntime({ threads: 1 });
// weights as they are before training: the probabilities then hang on everything that the network sees
const design = designSchema.parse({ channels: [4, 8, 8], strides: [2, 2], norm: 'batch' });
const network = (grid: Rectangle | undefined, changes: Partial<Design> = {}) => {
  const changed = { ...design, ...changes };
  const model = new Model('inference');
  traceDesign(model, input('x', [1, INPUT_PLANES[changed.input], 16, 16]), changed);
  return new OutlineNetwork(changed, model.initial(4), runtime, grid ? { grid } : {});
};

const field = rgbImage(WIDTH, HEIGHT);
for (let y = 0; y < HEIGHT; y++) {
  for (let x = 0; x < WIDTH; x++) {
    const dim = x < WIDTH / 2 ? 1 : 0.6;
    const [step, radius] = x < WIDTH / 2 ? [20, 8] : [40, 17];
    const inside = ((x % step) - step / 2) ** 2 + ((y % step) - step / 2) ** 2 < radius ** 2;
    const colour = inside ? [110, 40, 150] : [230, 215, 225];
    field.data.set(
      colour.map((level) => Math.round(level * dim + ((7 * x * y) % 5))),
      3 * (y * WIDTH + x),
    );
  }
}

/** The field's columns [from, to) as an image of their own. */
function columns(from: number, to: number): RgbImage {
  const rows = Array.from({ length: HEIGHT }, (_, y) => [
    ...field.data.subarray(3 * (y * WIDTH + from), 3 * (y * WIDTH + to)),
  ]);
  return rgbImage(to - from, HEIGHT, Uint8Array.from(rows.flat()));
}

test.each(INPUTS)('%s: in any tiles as at once, to the rim', async (kind) => {
  const whole = network(WHOLE, { input: kind });
  const expected = await whole.probabilities(field);
  for (const grid of TILINGS) {
    const tiled = network(grid, { input: kind });
    const found = (await tiled.probabilities(field)).data;
    // another processor's kernels may sum in another order at the end of a row
    expect(found.every((value, i) => Math.abs(value - expected.data[i]!) < 1e-6)).toBe(true);
    expect((await tiled.nuclei(field, { threshold: 0.5, smallest: 0 })).data).toEqual(
      Uint8Array.from(expected.data, (value) => (value > 0.5 ? 1 : 0)),
    );
    await tiled.release();
  }
  // and the statistics do matter: a part alone is seen otherwise, but for those who go by the levels alone
  const part = await whole.probabilities(columns(100, 140));
  const same = part.data.every((value, i) => {
    const [x, y] = [i % 40, Math.floor(i / 40)];
    const ownRim = x < 16 || x >= 24; // which sees zeros where the field goes on
    return ownRim || Math.abs(value - expected.data[y * WIDTH + 100 + x]!) < 1e-6;
  });
  expect(same).toBe(kind === 'rgb');
  await whole.release();
});

test('in tiles as at once with residual units, which see further', async () => {
  const deep = { input: 'guided', residualUnits: 2 } as const;
  const whole = network(WHOLE, deep);
  const expected = await whole.probabilities(field);
  for (const grid of TILINGS) {
    const tiled = network(grid, deep);
    const { data } = await tiled.probabilities(field);
    expect(data.every((value, i) => Math.abs(value - expected.data[i]!) < 1e-6)).toBe(true);
    await tiled.release();
  }
  await whole.release();
});

test('the working scale goes by the nuclei of the whole field', async () => {
  const rule = { kind: 'nucleus', diameter: 24 } as const;
  const { width, height } = workingSize(field, rule);
  expect(width).not.toBe(WIDTH);
  const at = async (grid: Rectangle | undefined) => {
    const one = network(grid, { scale: rule });
    const [scaled, direct] = [
      await one.nuclei(field, { threshold: 0.5, smallest: 0 }),
      await one.atWorkingSize(resizeRgb(field, width, height)),
    ];
    await one.release();
    return { scaled, direct };
  };
  const whole = await at(WHOLE);
  for (const grid of TILINGS) expect(await at(grid)).toEqual(whole);
  // the left half alone, with the small nuclei, would be brought to another
  expect(Math.abs(workingSize(columns(0, 80), rule).height / height - 1)).toBeGreaterThan(0.1);
});

test('a grid out of step with the network is refused', () => {
  expect(() => network({ left: 1, top: 0, width: 32, height: 32 })).toThrow('expected multiples of 4');
});
