import { expect, test } from 'vitest';
import { smallClassifier } from '../../../cad/src/classify/testing/small-classifier.ts';
import { transferable } from './transfer.ts';

test('all but the head goes over to a network for other classes', () => {
  const { weights, description } = smallClassifier();
  const kept = transferable(weights, { ...description.design, classes: ['one', 'two'] });
  const left = [...weights.keys()].filter((name) => !kept.has(name));
  expect(left.sort()).toEqual(['fc.bias', 'fc.weight']);
  expect(kept.get('conv1.weight')).toBe(weights.get('conv1.weight'));
});

test('networks that have nothing in common are refused', () => {
  const { description } = smallClassifier();
  expect(() => transferable(new Map(), description.design)).toThrow(
    'no weight of the other classifier fits this design',
  );
});
