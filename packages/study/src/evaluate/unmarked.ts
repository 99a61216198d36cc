import { clearBorder, labelObjects, type Mask } from '@leukolens/imaging';
import type { Dataset } from '../datasets/dataset.ts';
import { withinDistance } from '../metrics/disk.ts';

/** How far, in pixels, round an unmarked nucleus nothing is held against a prediction: its rim is uncertain. */
const MARGIN = 3;

/**
 * The nuclei that the truth leaves out: objects (8-connected) of `second` that share no pixel with `truth`, and
 * what lies within 3 px of them. Undefined where there are none.
 */
export function unmarkedNuclei(truth: Mask, second: Mask): Mask | undefined {
  const labels = labelObjects(second);
  const marked = new Set<number>([0]);
  for (let i = 0; i < labels.data.length; i++) if (truth.data[i]) marked.add(labels.data[i]!);
  const unmarked = labels.data.map((label) => (marked.has(label) ? 0 : 1));
  if (!unmarked.includes(1)) return undefined;
  return withinDistance({ ...second, data: Uint8Array.from(unmarked) }, MARGIN);
}

/** Of a prediction what counts: without nuclei that the border cuts, where the first annotator marked whole cells only. */
export function countedPrediction(prediction: Mask, { description }: Dataset, annotator: 1 | 2): Mask {
  return annotator === 1 && description?.wholeCellsOnly ? wholeNuclei(prediction) : prediction;
}

/** The predicted nuclei that the border does not cut; the mask itself, where it cuts none, or every one. */
function wholeNuclei(found: Mask): Mask {
  const whole = clearBorder(found);
  const cut = found.data.some((inside, i) => inside !== whole.data[i]);
  return cut && whole.data.includes(1) ? whole : found;
}
