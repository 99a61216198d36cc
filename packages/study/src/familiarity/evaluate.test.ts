import { imageStatistics, learnFamiliarity, type Segmenter } from '@leukolens/cad';
import { mask, type RgbImage } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { drawSmear } from '../synth/draw.ts';
import { evaluateFamiliarity } from './evaluate.ts';
import { strangePicture } from './strange-pictures.ts';

const SIDE = 160;
/** Everything darker than grey level 150 in green is nucleus. */
const segmenter: Segmenter = {
  name: 'dark',
  segment: async ({ width, height, data }: RgbImage) =>
    mask(
      width,
      height,
      Uint8Array.from({ length: width * height }, (_, i) => (data[3 * i + 1]! < 150 ? 1 : 0)),
    ),
};
const smear = (seed: number) => drawSmear({ width: SIDE, height: SIDE, seed, cells: 2 }).image;
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

test('smears like those learned are known, noise and stripes are flagged, each counted by its kind', async () => {
  const learned = learnFamiliarity(
    await Promise.all(
      range(0, 24).map(async (seed) => {
        const image = smear(seed);
        return { label: 0, statistics: imageStatistics(image, await segmenter.segment(image)) };
      }),
    ),
    1,
  );
  const of = (kind: 'noise' | 'texture') => range(0, 8).map((i) => strangePicture(kind, SIDE, String(i)));
  const [known, noise, texture] = await evaluateFamiliarity({
    familiarity: { ...learned, threshold: 3 },
    design: { side: SIDE, scale: { kind: 'factor', factor: 1 } },
    segmenter,
    known: { name: 'smears', pictures: range(24, 32).map(smear) },
    kinds: [
      { name: 'noise', pictures: of('noise') },
      { name: 'texture', pictures: of('texture') },
    ],
  });
  expect(known).toMatchObject({ kind: 'smears', images: 8, auroc: 0.5, flagged: { count: 0, share: 0 } });
  expect(noise).toMatchObject({ kind: 'noise', images: 8, auroc: 1, flagged: { count: 8, share: 1 } });
  expect(texture).toMatchObject({ images: 8, auroc: 1, flagged: { count: 8 } });
  expect(noise!.scores[0]).toBeGreaterThan(known!.scores[2]);
});

test('a kind without a picture is refused', async () => {
  const evaluation = evaluateFamiliarity({
    familiarity: { means: [], precision: [], threshold: 1 },
    design: { side: SIDE, scale: { kind: 'factor', factor: 1 } },
    segmenter,
    known: { name: 'an empty folder', pictures: [] },
    kinds: [],
  });
  await expect(evaluation).rejects.toThrow('an empty folder has no picture');
});
