import {
  type ClassifierDesign,
  type ClassifierLayer,
  ClassScorer,
  classifierOf,
  classifierView,
  Explainer,
  randomisedWeights,
  traceClassifier,
  windowsOf,
} from '@leukolens/cad';
import { input, Model, type Runtime } from '@leukolens/engine';
import { type Mask, mask } from '@leukolens/imaging';
import { type ExplainedPicture, type FaithfulnessRow, measureFaithfulness } from '../explain/faithfulness.ts';
import type { LabelledField } from './samples.ts';

/** What the seed of randomised weights is further on than the training's. */
const RANDOMISED = 1_000_003;

/** The layers whose maps are measured. */
const LAYERS: readonly ClassifierLayer[] = ['layer3', 'layer4'];

/**
 * How far a network's maps are to be trusted (DESIGN 5): each field's window with most nucleus, explained for its true class.
 * @param weights of the design's network, by name
 */
export async function fieldFaithfulness(
  fields: AsyncIterable<LabelledField>,
  design: ClassifierDesign,
  weights: ReadonlyMap<string, Float32Array>,
  runtime: Runtime,
  seed: number,
): Promise<FaithfulnessRow[]> {
  const { side } = design;
  const pictures: ExplainedPicture[] = [];
  for await (const { image, nuclei, label } of fields) {
    const windows = windowsOf(nuclei, design).map((window) => ({
      window,
      inside: within(nuclei, window, side),
    }));
    const area = ({ data }: Mask) => data.reduce((sum, each) => sum + each, 0);
    const { window, inside } = windows.reduce((most, each) =>
      area(each.inside) > area(most.inside) ? each : most,
    );
    pictures.push({ picture: classifierView(image, nuclei, design)(window), target: label, inside });
  }
  const { network, pictures: size } = classifierOf(design);
  const scorer = await ClassScorer.start(network, weights, runtime, size);
  const explainer = await Explainer.start(network, weights, runtime, { layers: LAYERS, ...size });
  const fresh = new Model('training');
  traceClassifier(fresh, input('x', [2, size.channels, side, side]), design);
  // another seed than the training's: a network that was trained from scratch began with those weights
  const random = randomisedWeights(weights, fresh.initial(seed + RANDOMISED));
  const randomised = await Explainer.start(network, random, runtime, { layers: LAYERS, ...size });
  try {
    return await measureFaithfulness({
      pictures,
      width: side,
      height: side,
      explainer,
      scorer,
      randomised,
      seed,
    });
  } finally {
    for (const each of [scorer, explainer, randomised]) await each.release();
  }
}

/** The part of a mask in a window; nothing beyond the mask. */
function within(
  { width, height, data }: Mask,
  { left, top }: { readonly left: number; readonly top: number },
  side: number,
): Mask {
  const part = mask(side, side);
  for (let y = Math.max(0, -top); y < side && top + y < height; y++) {
    for (let x = Math.max(0, -left); x < side && left + x < width; x++) {
      part.data[y * side + x] = data[(top + y) * width + left + x]!;
    }
  }
  return part;
}
