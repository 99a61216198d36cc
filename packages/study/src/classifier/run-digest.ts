import { createHash } from 'node:crypto';
import type { ClassifierTraining } from './train.ts';

/** SHA-256, in hexadecimal, of all that a run follows from: runs of one digest are steps of one way. */
export function classifierDigest({
  samples,
  watched = [],
  recipe,
  seed,
  initial,
}: Omit<ClassifierTraining, 'runtime'>): string {
  const hash = createHash('sha256').update(JSON.stringify({ recipe, seed }));
  for (const [name, values] of initial ?? []) hash.update(name).update(values);
  for (const part of [samples, watched]) {
    hash.update(`\n${part.length} images\n`);
    for (const { name, label, image, nuclei, stain } of part) {
      hash.update(JSON.stringify({ name, label, stain, width: image.width, height: image.height }));
      hash.update(image.data).update(nuclei.data);
    }
  }
  return hash.digest('hex');
}
