import { clearBorder, labelObjects, type Mask } from '@leukolens/imaging';
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

/** The predicted nuclei that the border does not cut; the mask itself, where it cuts none, or every one. */
export function wholeNuclei(found: Mask): Mask {
  const whole = clearBorder(found);
  const cut = found.data.some((inside, i) => inside !== whole.data[i]);
  return cut && whole.data.includes(1) ? whole : found;
}
