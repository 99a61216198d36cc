import { ClassScorer, classifierOf, classifierView, windowsOf } from '@leukolens/cad';
import type { Runtime } from '@leukolens/engine';
import type { KnownLogits } from '../calibrate/temperature.ts';
import type { ClassifierRecipe } from './recipe.ts';
import type { LabelledField } from './samples.ts';

/** What a classifier said of an image whose class is known. */
export interface FieldLogits extends KnownLogits {
  /** As a user gets them, means over the windows: [classes] */
  readonly logits: Float32Array;
}

/**
 * What a classifier says of images, in their order. They are taken one after the other, so that any number fits.
 * @param weights of the design's network, by name
 */
export async function knownLogits(
  { design, batch }: Pick<ClassifierRecipe, 'design' | 'batch'>,
  weights: ReadonlyMap<string, Float32Array>,
  fields: Iterable<LabelledField> | AsyncIterable<LabelledField>,
  runtime: Runtime,
): Promise<FieldLogits[]> {
  const { network, pictures } = classifierOf(design);
  const scorer = await ClassScorer.start(network, weights, runtime, pictures);
  const known: FieldLogits[] = [];
  // many small images make one batch
  const waiting: { readonly to: FieldLogits; readonly share: number; readonly picture: Float32Array }[] = [];
  const look = async () => {
    const found = await scorer.logits(waiting.map(({ picture }) => picture));
    waiting.forEach(({ to, share }, i) => {
      found[i]!.forEach((logit, k) => {
        to.logits[k]! += share * logit;
      });
    });
    waiting.length = 0;
  };
  for await (const { image, nuclei, label } of fields) {
    const view = classifierView(image, nuclei, design);
    const windows = windowsOf(nuclei, design);
    const to = { label, logits: new Float32Array(design.classes.length) };
    known.push(to);
    for (const window of windows) {
      waiting.push({ to, share: 1 / windows.length, picture: view(window) });
      if (waiting.length === batch) await look();
    }
  }
  await look();
  await scorer.release();
  return known;
}
