import { createHash, type Hash } from 'node:crypto';

/** What a training run follows from. */
export interface RunOrigin<Sample> {
  readonly samples: readonly Sample[];
  readonly watched?: readonly Sample[];
  readonly recipe: object;
  readonly seed: number;
  readonly initial?: ReadonlyMap<string, Float32Array>;
}

/**
 * SHA-256, in hexadecimal, of all that a run follows from: runs of one digest are steps of one way.
 * @param describe adds all that a sample is to a hash
 */
export function runDigest<Sample>(
  { samples, watched = [], recipe, seed, initial }: RunOrigin<Sample>,
  describe: (sample: Sample, hash: Hash) => void,
): string {
  const hash = createHash('sha256').update(JSON.stringify({ recipe, seed }));
  for (const [name, values] of initial ?? []) hash.update(name).update(values);
  const known = new Map<Sample, string>();
  for (const part of [samples, watched]) {
    hash.update(`\n${part.length} images\n`);
    for (const sample of part) {
      // sets and classes that are made even have the same sample many times over
      const digest = known.get(sample) ?? digestOf(sample, describe);
      known.set(sample, digest);
      hash.update(digest);
    }
  }
  return hash.digest('hex');
}

function digestOf<Sample>(sample: Sample, describe: (sample: Sample, hash: Hash) => void): string {
  const hash = createHash('sha256');
  describe(sample, hash);
  return hash.digest('hex');
}
