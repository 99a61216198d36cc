import { CLASSIFIER_PLANES, traceClassifier } from '@leukolens/cad';
import { adam, adamW, crossEntropy, input, Model, type TrainingStep, trainingStep } from '@leukolens/engine';
import type { ClassifierRecipe } from './recipe.ts';

/** A recipe's network, cross-entropy and optimiser as one training step; fed with a `ClassifierBatch`. */
export function classifierProgram(recipe: ClassifierRecipe): TrainingStep {
  const { design, batch, learningRate, weightDecay, averageDecay, clipNorm, labelSmoothing } = recipe;
  const model = new Model('training');
  const x = input('x', [batch, CLASSIFIER_PLANES[design.colours], design.side, design.side]);
  const loss = crossEntropy(traceClassifier(model, x, design), input('labels', [batch], 'int64'), {
    labelSmoothing,
  });
  const optimiser = recipe.optimiser === 'adam' ? adam : adamW;
  return trainingStep(model, loss, optimiser({ learningRate, weightDecay }), {
    ...(averageDecay > 0 && { averageDecay }),
    ...(clipNorm !== undefined && { clipNorm }),
  });
}
