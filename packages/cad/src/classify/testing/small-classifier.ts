import { input, Model } from '@leukolens/engine';
import type { ClassifierModel } from '../../models/model-files.ts';
import {
  CLASSIFIER_PLANES,
  type ClassifierDesign,
  classifierDesignSchema,
  traceClassifier,
} from '../design.ts';

/** A classifier of a sixteenth of ResNet-18's channels that nobody has trained, for tests; another seed gives other weights. */
export function smallClassifier(design: Partial<ClassifierDesign> = {}, seed = 1): ClassifierModel {
  const whole = classifierDesignSchema.parse({
    network: 'resnet18',
    narrowing: 16,
    classes: ['early', 'middle', 'late'],
    side: 64,
    scale: { kind: 'factor', factor: 1 },
    ...design,
  });
  const { side, colours } = whole;
  const model = new Model('inference');
  traceClassifier(model, input('x', [1, CLASSIFIER_PLANES[colours], side, side]), whole);
  return {
    description: {
      schemaVersion: 1,
      kind: 'classifier',
      name: 'small',
      notice: 'Research use only.',
      design: whole,
      temperature: 1,
      weights: { sha256: '0'.repeat(64), storage: 'float32' },
      training: { software: { name: 'LeukoLens', version: '0.1.0' }, data: [], recipe: {}, seed },
      figures: [],
      limits: [],
    },
    weights: model.initial(seed),
  };
}
