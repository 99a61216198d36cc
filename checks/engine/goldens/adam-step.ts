import { adam, add, input, Model, mul, startTraining, sum, trainingStep } from '@leukolens/engine';
import { nodeRuntime } from '@leukolens/engine/node';
import { type Golden, worst } from './golden.ts';

/** The options of every golden's Adam; betas and epsilon are the defaults. */
const OPTIONS = { learningRate: 1e-3, weightDecay: 1e-4 } as const;

/**
 * The largest difference of any weight after one step of Adam from the golden's own weights and gradients. Not from the
 * engine's gradients: Adam's first step is about their sign alone, which rounding decides where a gradient is almost 0.
 */
export async function adamStepError(golden: Golden): Promise<number> {
  const after = golden.under('after.');
  const names = [...golden.under('grad.').keys()].filter((name) => name !== 'x');
  const model = new Model('training');
  const terms = names.map((name) => {
    const shape = golden.shape(`before.${name}`);
    const weight = model.root.weight(name, shape, () => golden.float32(`before.${name}`));
    // the gradient of Σ w g with respect to w is g, bit for bit
    return sum(mul(weight, input(`gradient of ${name}`, shape)));
  });
  const loss = terms.reduce((total, term) => add(total, term));
  const training = await startTraining(trainingStep(model, loss, adam(OPTIONS)), nodeRuntime(), { seed: 1 });
  await training.step(
    Object.fromEntries(names.map((name) => [`gradient of ${name}`, golden.float32(`grad.${name}`)])),
  );
  const weights = await training.weights();
  await training.release();
  return Math.max(...names.map((name) => worst(weights.get(name), after.get(name) ?? new Float32Array())));
}
