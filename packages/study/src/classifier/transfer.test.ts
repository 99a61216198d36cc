import { traceClassifier } from '@leukolens/cad';
import { input, Model } from '@leukolens/engine';
import { expect, test } from 'vitest';
import { smallClassifierRecipe } from './testing/coloured-samples.ts';
import { transferable } from './transfer.ts';

const { design } = smallClassifierRecipe();
const model = new Model('inference');
traceClassifier(model, input('x', [1, 3, design.side, design.side]), design);
const weights = model.initial(1);

test('all but the head goes over to a network for other classes', () => {
  const kept = transferable(weights, { ...design, classes: ['one', 'two', 'three'] });
  const left = [...weights.keys()].filter((name) => !kept.has(name));
  expect(left.sort()).toEqual(['fc.bias', 'fc.weight']);
  expect(kept.get('conv1.weight')).toBe(weights.get('conv1.weight'));
});

test('networks that have nothing in common are refused', () => {
  expect(() => transferable(new Map(), design)).toThrow('no weight of the other classifier fits this design');
});
