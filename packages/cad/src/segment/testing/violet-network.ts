import { input, Model } from '@leukolens/engine';
import { type Design, designSchema, traceDesign } from '../network/design.ts';

/** Two levels, the lower of half the size, and batch norm, so that every pixel goes by its neighbourhood alone. */
export const VIOLET_DESIGN: Design = designSchema.parse({
  channels: [1, 1],
  strides: [2],
  norm: 'batch',
  activation: 'relu',
});

/** Grey levels by which blue has to exceed green for a pixel to count as violet. */
export const VIOLET = 60;

/** What the network sees in place of one grey level. */
const LEVEL = 1 / 127.5;

/**
 * Weights set by hand, so that the network marks what is violet: on the way down, every other pixel gives
 * relu(blue - green - 50 levels); the lower level gives nothing; on the way up, that is enlarged linearly and 10 levels are
 * the bound between the logits below and above 0.
 */
export function violetWeights(): Map<string, Float32Array> {
  const model = new Model('inference');
  traceDesign(model, input('x', [1, 3, 2, 2]), VIOLET_DESIGN);
  const weights = model.initial(0);
  const set = (name: string, values: readonly number[]) => {
    if (weights.get(name)?.length !== values.length)
      throw new Error(`the network has no such weight: ${name}`);
    weights.set(name, Float32Array.from(values));
  };
  const centre = (value: number) => [0, 0, 0, 0, value, 0, 0, 0, 0];
  set('down0.weight', [...centre(0), ...centre(-1), ...centre(1)]);
  set('down0.bias', [-50 * LEVEL]);
  set('bottom.weight', centre(0));
  set('bottom.bias', [0]);
  const linear = [1, 2, 1, 2, 4, 2, 1, 2, 1].map((value) => (100 * value) / 4);
  set('up0.weight', [...linear, ...centre(0)]);
  set('up0.bias', [-100 * 10 * LEVEL]);
  return weights;
}

/** The same for a network of nucleus and cell: for a cell, a pixel may be 8 levels less violet. */
export function violetCellWeights(): Map<string, Float32Array> {
  const weights = violetWeights();
  const enlarged = weights.get('up0.weight')!.slice(0, 9);
  const nothing = new Float32Array(9);
  weights.set('up0.weight', Float32Array.from([...enlarged, ...enlarged, ...nothing, ...nothing]));
  const [bias] = weights.get('up0.bias')!;
  weights.set('up0.bias', Float32Array.from([bias!, bias! / 5]));
  return weights;
}
