import { expect, test } from 'vitest';
import { pairedDifference } from './paired-difference.ts';
import { resultFile } from './result-methods.ts';
import { resultsPage } from './results-page.ts';
import { type MadeUp, madeUpResult } from './testing/made-up-result.ts';

const file = (made: MadeUp) =>
  resultFile(`segmentation-${made.name}-${made.method}.json`, madeUpResult(made));

const FILES = [
  file({ name: 'cellavision', method: 'unet', ious: [96, 97, 98], done: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] }),
  file({ name: 'cellavision', method: 'handcrafted', ious: [92, 93, 94] }),
  file({
    name: 'all-idb2',
    method: 'handcrafted',
    ious: [88, 90, 80, 95],
    byOther: [87, 88, 89, 90],
    ignoring: [88, 90, 92, 95],
  }),
  file({
    name: 'all-idb2',
    method: 'unet-universal',
    ious: [90, 91],
    byOther: [89, 90],
    ignoring: [92, 93],
    done: [1, 3],
    trainedOn: ['cellavision', 'all-idb2'],
  }),
  file({
    name: 'cellavision',
    method: 'unet-leave-one-out',
    ious: [94, 92, 96],
    done: [0],
    trainedOn: ['all-idb2'],
  }),
];

test('the page of made-up results is as it was looked at', async () => {
  const page = resultsPage(FILES, [
    { path: 'figures/curves [1].svg', title: 'Curves of U-Net [1]', dataset: 'cellavision' },
    { path: 'figures/universal.svg', title: 'Curves of the universal network' },
  ]);
  await expect(page).toMatchFileSnapshot('goldens/results-page.md');
});

test('the page does not depend on the order of the files', () => {
  expect(resultsPage([...FILES].reverse())).toBe(resultsPage(FILES));
});

test('what there is no file of is absent', () => {
  const page = resultsPage([FILES[1]!]);
  expect(page).not.toMatch(/U-Net\b(?! \+\+)(?!, arXiv)[^\n]* \|.*LeukoLens/);
  expect(page).not.toContain('Sets left out');
  expect(page).not.toContain('both people');
  expect(page).not.toContain('Learning curves');
});

test('a file whose name does not say what it holds is refused', () => {
  const { result } = FILES[0]!;
  expect(() => resultFile('segmentation-jtsc-unet.json', result)).toThrow(/a result of cellavision/);
  expect(() => resultFile('segmentation-cellavision-unets.json', result)).toThrow(/handcrafted, unet-paper/);
});

test('differences are over the images that both have', () => {
  const first = madeUpResult({ name: 'a', method: 'unet', ious: [90, 94] });
  const second = madeUpResult({ name: 'a', method: 'handcrafted', ious: [88, 90, 10] });
  const difference = pairedDifference(first, second)!;
  expect(difference.images).toBe(2);
  expect(difference.first).toBeCloseTo(0.92, 12);
  expect(difference.second).toBeCloseTo(0.89, 12);
  expect(difference.interval[0]).toBeCloseTo(0.02, 12);
  expect(difference.interval[1]).toBeCloseTo(0.04, 12);
  expect(pairedDifference(first, { ...second, perImage: [] })).toBeUndefined();
});
