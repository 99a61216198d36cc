import { createHash, type Hash } from 'node:crypto';
import type { Recipe } from './recipe.ts';
import type { TrainingSample } from './samples.ts';

/** What a training run follows from. */
export interface RunOrigin {
  readonly samples: readonly TrainingSample[];
  readonly watched?: readonly TrainingSample[];
  readonly recipe: Recipe;
  readonly seed: number;
  readonly initial?: ReadonlyMap<string, Float32Array>;
}

/** SHA-256, in hexadecimal, of all that a run follows from: runs of one digest are steps of one way. */
export function runDigest({ samples, watched = [], recipe, seed, initial }: RunOrigin): string {
  const hash = createHash('sha256').update(JSON.stringify({ recipe, seed }));
  for (const [name, values] of initial ?? []) hash.update(name).update(values);
  const known = new Map<TrainingSample, string>();
  for (const part of [samples, watched]) {
    hash.update(`\n${part.length} images\n`);
    for (const sample of part) {
      // balanced sets have the same sample many times over
      const digest = known.get(sample) ?? sampleDigest(sample);
      known.set(sample, digest);
      hash.update(digest);
    }
  }
  return hash.digest('hex');
}

function sampleDigest({ name, image, target, counted }: TrainingSample): string {
  const hash: Hash = createHash('sha256').update(`${name}\n${image.width} ${image.height}\n`);
  return hash.update(image.data).update(target).update(counted).digest('hex');
}
