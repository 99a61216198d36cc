import { CLASSIFIER_PLANES, type ClassifierDesign, traceClassifier } from '@leukolens/cad';
import { input, Model } from '@leukolens/engine';
import { DatasetError } from '../datasets/dataset.ts';

/**
 * Of another classifier's weights those that a design has in the same shape: what a network for other classes, or of another head, can
 * begin with. The rest begins anew.
 * @throws RangeError where there is none: then the networks have nothing in common
 */
export function transferable(
  weights: ReadonlyMap<string, Float32Array>,
  design: ClassifierDesign,
): Map<string, Float32Array> {
  const model = new Model('inference');
  traceClassifier(
    model,
    input('x', [1, CLASSIFIER_PLANES[design.colours], design.side, design.side]),
    design,
  );
  const kept = new Map<string, Float32Array>();
  for (const { name, shape } of model.variables.values()) {
    const found = weights.get(name);
    const length = shape.reduce<number>((product, side) => product * (side as number), 1);
    if (found?.length === length) kept.set(name, found);
  }
  if (kept.size === 0)
    throw new DatasetError('no weight of the other classifier fits this design: it is of another network');
  return kept;
}
