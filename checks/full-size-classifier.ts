import { type ClassifierDesign, classifierDesignSchema, traceClassifier } from '@leukolens/cad';
import { input, Model } from '@leukolens/engine';

/** A ResNet-50 of the paper's size that nobody has trained: what it says is nothing, how long it takes is all. */
export function fullSizeClassifier(): { design: ClassifierDesign; weights: Map<string, Float32Array> } {
  const design = classifierDesignSchema.parse({
    classes: ['a', 'b', 'c', 'd'],
    side: 224,
    scale: { kind: 'shorterSide', length: 232 },
  });
  const model = new Model('inference');
  traceClassifier(model, input('x', [1, 3, design.side, design.side]), design);
  return { design, weights: model.initial(1) };
}
