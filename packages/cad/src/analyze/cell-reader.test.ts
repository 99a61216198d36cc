import { nodeRuntime } from '@leukolens/engine/node';
import { type Mask, mask, type RgbImage, rgbImage } from '@leukolens/imaging';
import { expect, test } from 'vitest';
import { imageStatistics } from '../certainty/image-statistics.ts';
import { learnFamiliarity } from '../certainty/out-of-distribution.ts';
import { nucleusCrop } from '../classify/nucleus-crop.ts';
import { smallClassifier } from '../classify/testing/small-classifier.ts';
import { nucleiOf } from '../nuclei/nuclei.ts';
import { isUnlike, likeliestClass } from '../results.ts';
import { cellReader, unlikeWarnings } from './cell-reader.ts';

const SIDE = 32;
const SCALE = { kind: 'eachNucleus', diameter: 16 } as const;

/** Two discs of 16 px on rose, 96 x 48: violet to the left, of a given colour to the right; noise by position, so that nothing is even. */
function smear(right: readonly [number, number, number], shade: number): { image: RgbImage; nuclei: Mask } {
  const [image, nuclei] = [rgbImage(96, 48), mask(96, 48)];
  for (let i = 0; i < nuclei.data.length; i++) {
    const [x, y] = [i % 96, Math.floor(i / 96)];
    const [left, inRight] = [24, 72].map((middle) => (x - middle) ** 2 + (y - 24) ** 2 < 64);
    const colour = left ? [90, 40, 120] : inRight ? right : [230, 200, 210];
    const grain = ((x * 7 + y * 13) % 11) - 5 + shade;
    image.data.set(
      colour.map((level) => level + grain),
      3 * i,
    );
    nuclei.data[i] = left || inRight ? 1 : 0;
  }
  return { image, nuclei };
}

/** A classifier that has seen violet nuclei alone. */
function violetClassifier() {
  const model = smallClassifier({ side: SIDE, sees: 'whole', scale: SCALE });
  const known = Array.from({ length: 12 }, (_, i) => {
    const { image, nuclei } = smear([90, 40, 120], i - 6);
    const [place] = nucleiOf(image, nuclei).objects;
    const crop = nucleusCrop(image, nuclei, place!, SIDE, SCALE);
    return { label: i % 3, statistics: imageStatistics(crop.image, crop.nuclei) };
  });
  const familiarity = { ...learnFamiliarity(known, 3), threshold: 3 };
  return { ...model, description: { ...model.description, familiarity } };
}

test('a green nucleus is told to be unlike the violet ones that were learned, and counted in no class', async () => {
  const read = await cellReader(violetClassifier(), nodeRuntime({ threads: 1 }));
  const { image, nuclei } = smear([40, 160, 60], 0);
  const { objects, byClass, warnings } = await read(image, nuclei, nucleiOf(image, nuclei).objects);
  expect(objects.map(isUnlike)).toEqual([false, true]);
  expect(Object.keys(objects[1]!.classes!)).toEqual(['early', 'middle', 'late']);
  expect([likeliestClass(objects[0]!), likeliestClass(objects[1]!)]).toEqual([expect.any(String), undefined]);
  expect(Object.values(byClass!).reduce((sum, { count }) => sum + count, 0)).toBe(1);
  expect(warnings).toEqual([
    '1 of 2 nuclei are unlike those from which early and middle and late were learned, and counted in no class',
  ]);
});

test('where all are like those learned nothing is said; where none is, nothing is counted', async () => {
  const read = await cellReader(violetClassifier(), nodeRuntime({ threads: 1 }));
  const like = smear([90, 40, 120], 0);
  const known = await read(like.image, like.nuclei, nucleiOf(like.image, like.nuclei).objects);
  expect(known.warnings).toEqual([]);
  const strange = rgbImage(
    96,
    48,
    like.image.data.map((level) => 255 - level),
  );
  const unknown = await read(strange, like.nuclei, nucleiOf(strange, like.nuclei).objects);
  expect(unknown.byClass).toBeUndefined();
  expect(unknown.warnings).toEqual([expect.stringMatching(/^all 2 nuclei are unlike/)]);
});

test('a classifier that does not know what it was trained on counts every nucleus', async () => {
  const read = await cellReader(
    smallClassifier({ side: SIDE, sees: 'whole', scale: SCALE }),
    nodeRuntime({ threads: 1 }),
  );
  const { image, nuclei } = smear([40, 160, 60], 0);
  const { objects, byClass } = await read(image, nuclei, nucleiOf(image, nuclei).objects);
  expect(objects.map(({ unfamiliarity }) => unfamiliarity)).toEqual([undefined, undefined]);
  expect(Object.values(byClass!).reduce((sum, { count }) => sum + count, 0)).toBe(2);
});

test('what is said goes by the number', () => {
  expect(unlikeWarnings(0, 5, ['a', 'b'])).toEqual([]);
  expect(unlikeWarnings(1, 1, ['a', 'b'])).toEqual([
    'the nucleus is unlike those from which a and b were learned, and counted in no class',
  ]);
});
