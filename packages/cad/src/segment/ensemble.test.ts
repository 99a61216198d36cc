import { nodeRuntime } from '@leukolens/engine/node';
import { type Mask, mask, rgbImage } from '@leukolens/imaging';
import { describe, expect, test } from 'vitest';
import { agreed, Ensemble, intersection } from './ensemble.ts';
import { Handcrafted } from './handcrafted.ts';
import { NetworkSegmenter } from './network/network-segmenter.ts';
import { OutlineNetwork } from './network/outline-network.ts';
import type { Segmenter } from './segmenter.ts';
import { describeSegmenter } from './testing/segmenter-suite.ts';
import { VIOLET_DESIGN, violetWeights } from './testing/violet-network.ts';

const runtime = nodeRuntime({ threads: 1 });
const unet = () => new NetworkSegmenter(new OutlineNetwork(VIOLET_DESIGN, violetWeights(), runtime));

describeSegmenter('The ensemble `and`', () => new Ensemble('and', new Handcrafted(), unet()), {
  area: 150,
  solid: true,
});
describeSegmenter('The ensemble `object`', () => new Ensemble('object', unet(), new Handcrafted()), {
  area: 150,
  solid: true,
});

const drawn = (...rows: string[]): Mask =>
  mask(
    rows[0]!.length,
    rows.length,
    Uint8Array.from(rows.join(''), (c) => (c === '#' ? 1 : 0)),
  );

describe('intersection', () => {
  test('is what both mark', () => {
    expect(intersection(drawn('##..', '##.#'), drawn('.##.', '.##.'))).toEqual(drawn('.#..', '.#..'));
  });
});

describe('agreed', () => {
  test('keeps whole objects that the other marks half of, in the outline of the first', () => {
    const first = drawn('####....', '####....');
    const second = drawn('.####...', '.####...');
    expect(agreed(first, second, 0.5)).toEqual(first);
    expect(agreed(second, first, 0.5)).toEqual(second);
  });

  test('keeps nothing that one alone sees, nor that the other marks too little of', () => {
    const first = drawn('##....##', '##....##');
    const second = drawn('##.####.', '##.###..'); // on the right, one pixel of four, and of seven, is common
    expect(agreed(first, second, 0.5)).toEqual(drawn('##......', '##......'));
    expect(agreed(first, second, 0.25)).toEqual(drawn('##....##', '##....##'));
  });

  test('takes the outline of the second where the first, larger one is not agreed on', () => {
    const first = drawn('########', '########');
    const second = drawn('.##.....', '.##.....');
    expect(agreed(first, second, 0.5)).toEqual(second);
  });

  test('keeps both of two nuclei that the other takes for one', () => {
    const apart = drawn('###.###.', '###.###.');
    const joined = drawn('#######.', '#######.');
    expect(agreed(apart, joined, 0.5)).toEqual(apart);
    expect(agreed(joined, apart, 0.5)).toEqual(joined);
  });

  test('an object touches its neighbours over corners, too', () => {
    expect(agreed(drawn('#...', '.#..'), drawn('#...', '....'), 0.5)).toEqual(drawn('#...', '.#..'));
  });
});

describe('Ensemble', () => {
  const fixed = (found: Mask): Segmenter => ({ name: 'fixed', segment: async () => found });
  const image = rgbImage(8, 2);

  test('drops what is left too small', async () => {
    const [first, second] = [drawn('###..##.', '###..##.'), drawn('.####.##', '.####.##')];
    const area = (smallest: number) =>
      new Ensemble('and', fixed(first), fixed(second), { area: smallest }).segment(image);
    expect(await area(2)).toEqual(drawn('.##...#.', '.##...#.'));
    expect(await area(4)).toEqual(drawn('.##.....', '.##.....'));
    expect((await area(5)).data).not.toContain(1);
  });

  test('asks for as much agreement as it is told', async () => {
    const [first, second] = [fixed(drawn('####....', '####....')), fixed(drawn('#.......', '#.......'))];
    const found = (agreement: number) =>
      new Ensemble('object', first, second, { area: 0, agreement }).segment(image);
    expect(await found(0.25)).toEqual(drawn('####....', '####....'));
    expect(await found(0.5)).toEqual(drawn('#.......', '#.......'));
  });
});
