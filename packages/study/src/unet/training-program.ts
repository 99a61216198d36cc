import { INPUT_PLANES, traceDesign } from '@leukolens/cad';
import {
  adam,
  adamW,
  input,
  jaccardCrossEntropy,
  Model,
  type TrainingStep,
  trainingStep,
  unifiedFocal,
} from '@leukolens/engine';
import type { Recipe } from './recipe.ts';

/** A recipe's network, loss and optimiser as one training step; fed with a `Batch`. */
export function trainingProgram(recipe: Recipe): TrainingStep {
  const { design, dropout, side, batch, loss, learningRate, weightDecay, averageDecay, clipNorm } = recipe;
  const masks = [batch, design.outlines.length, side, side];
  const model = new Model('training');
  const logits = traceDesign(
    model,
    input('x', [batch, INPUT_PLANES[design.input], side, side]),
    design,
    dropout,
  );
  const target = input('target', masks);
  const optimiser = recipe.optimiser === 'adam' ? adam : adamW;
  return trainingStep(
    model,
    loss.kind === 'unifiedFocal'
      ? unifiedFocal(logits, target, loss)
      : jaccardCrossEntropy(logits, target, input('counted', masks), loss),
    optimiser({ learningRate, weightDecay }),
    { ...(averageDecay > 0 && { averageDecay }), ...(clipNorm !== undefined && { clipNorm }) },
  );
}
