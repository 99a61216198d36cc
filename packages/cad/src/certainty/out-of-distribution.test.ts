import { expect, test } from 'vitest';
import { IMAGE_STATISTICS } from './image-statistics.ts';
import {
  distanceToKnown,
  familiaritySchema,
  flagThreshold,
  type KnownStatistics,
  learnFamiliarity,
  unfamiliarity,
} from './out-of-distribution.ts';

/** Numbers without any order, always the same: the golden ratio's multiples. */
const spread = (index: number) => ((index * 0.6180339887) % 1) * 2 - 1;

const known: KnownStatistics[] = Array.from({ length: 400 }, (_, i) => ({
  label: i % 2,
  statistics: IMAGE_STATISTICS.map((_, k) => (i % 2) * 10 + spread(i * 31 + k * 17 + 1)),
}));

test('images like those known are near, of either class; others far, and it says what is unusual', () => {
  const learned = learnFamiliarity(known, 2);
  const distances = known.map(({ statistics }) => distanceToKnown(learned, statistics).distance);
  const threshold = flagThreshold(distances, 0.05);
  const familiarity = { ...learned, threshold };
  expect(familiaritySchema.parse(JSON.parse(JSON.stringify(familiarity)))).toEqual(familiarity);
  expect(distances.filter((distance) => distance > threshold).length / distances.length).toBeLessThanOrEqual(
    0.05,
  );
  expect(unfamiliarity(familiarity, learned.means[1]!)).toMatchObject({ score: 0, flag: false });
  // between the classes is neither
  expect(
    unfamiliarity(
      familiarity,
      IMAGE_STATISTICS.map(() => 5),
    ).flag,
  ).toBe(true);
  const odd = learned.means[0]!.map((value, k) => (IMAGE_STATISTICS[k] === 'rim step' ? value + 50 : value));
  expect(unfamiliarity(familiarity, odd)).toMatchObject({ flag: true, mostUnusual: 'rim step' });
});

test('thresholds by hand', () => {
  expect(flagThreshold([4, 1, 3, 2], 0.25)).toBe(3);
  expect(flagThreshold([4, 1, 3, 2], 0)).toBe(4);
  expect(() => flagThreshold([], 0.1)).toThrow('no image to settle it on');
  expect(() => learnFamiliarity(known, 3)).toThrow('no image of class 2');
});
