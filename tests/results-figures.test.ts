import { expect, test } from 'vitest';
import { figuresOf } from '../scripts/results/figures-of.mjs';

const method = (key: string) => ({ key, title: key, about: '' });
const file = (key: string, name: string, trainedOn: readonly string[], folds: number, epochs = 1) => {
  const curve = Array.from({ length: epochs }, (_, i) => ({ epoch: i + 1, loss: 0.5 }));
  const done = Array.from({ length: folds }, (_, fold) => ({ fold, curve }));
  return { method: method(key), result: { data: { name }, crossValidation: { trainedOn, folds: 10, done } } };
};

test('a network for one set is drawn in its section', () => {
  const [figure, ...others] = figuresOf([file('unet', 'jtsc', ['jtsc'], 3)]);
  expect(others).toEqual([]);
  expect([figure.path, figure.dataset]).toEqual(['figures/learning-curves-jtsc-unet.svg', 'jtsc']);
});

test('networks for several sets are drawn once, by the result with most folds', () => {
  const both = ['jtsc', 'cellavision'];
  const figures = figuresOf([
    file('unet-universal', 'jtsc', both, 2),
    file('unet-universal', 'cellavision', both, 3),
  ]);
  expect(figures).toHaveLength(1);
  expect(figures[0].path).toBe('figures/learning-curves-unet-universal-on-jtsc-cellavision.svg');
  expect(figures[0].curves.done).toHaveLength(3);
  expect(figures[0].dataset).toBeUndefined();
});

test('results without curves have no figure', () => {
  expect(figuresOf([file('unet', 'jtsc', ['jtsc'], 2, 0)])).toEqual([]);
  expect(figuresOf([{ method: method('handcrafted'), result: { data: { name: 'jtsc' } } }])).toEqual([]);
});
