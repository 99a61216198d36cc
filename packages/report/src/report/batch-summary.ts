import { type ImageResult, isUnlike } from '@leukolens/cad';

/**
 * What a run comes to. What classifiers said of images that are flagged as unlike the training images is in no sum here (DESIGN 4);
 * their nuclei, which another network found, are.
 */
export interface BatchSummary {
  readonly images: number;
  readonly failed: number;
  readonly flagged: number;
  /** Images that have no class where others have one: without nuclei, say. */
  readonly unclassified: number;
  readonly nuclei: number;
  /** By class of the classifier of images, how many are most probably of it. */
  readonly classes: ReadonlyMap<string, number>;
  /** By class of the classifier of single nuclei, over all images, of the nuclei that are like those it was trained on. */
  readonly cells: ReadonlyMap<string, { readonly count: number; readonly of: number }>;
  /** Nuclei that are unlike those, and counted in no class. */
  readonly unlike: number;
}

/** Sums up records one by one, so that a run of any length is summed up in little memory. */
export class BatchSum {
  #images = 0;
  #failed = 0;
  #flagged = 0;
  #unclassified = 0;
  #nuclei = 0;
  readonly #classes = new Map<string, number>();
  readonly #cells = new Map<string, number>();
  #looked = 0;
  #unlike = 0;

  add({ error, nuclei, classification }: ImageResult): void {
    this.#images++;
    if (error !== null) this.#failed++;
    else if (classification === null) this.#unclassified++;
    this.#nuclei += nuclei?.count ?? 0;
    if (classification?.outOfDistribution?.flag) {
      this.#flagged++;
      return;
    }
    if (classification) {
      this.#classes.set(classification.label, (this.#classes.get(classification.label) ?? 0) + 1);
    }
    this.#unlike += nuclei?.objects.filter(isUnlike).length ?? 0;
    if (nuclei?.byClass === undefined) return;
    for (const [name, { count }] of Object.entries(nuclei.byClass)) {
      this.#looked += count;
      this.#cells.set(name, (this.#cells.get(name) ?? 0) + count);
    }
  }

  /** What it comes to so far. */
  get summary(): BatchSummary {
    return {
      images: this.#images,
      failed: this.#failed,
      flagged: this.#flagged,
      unclassified: this.#classes.size + this.#flagged > 0 ? this.#unclassified : 0,
      nuclei: this.#nuclei,
      classes: new Map([...this.#classes].sort(([, a], [, b]) => b - a)),
      unlike: this.#unlike,
      cells: new Map([...this.#cells].map(([name, count]) => [name, { count, of: this.#looked }])),
    };
  }
}

/** A count with its share, in words: `12 (40 %)`. Nuclei of one image are alike, so that nothing simple says how sure a share of all is. */
export function shareWords(count: number, of: number): string {
  return of === 0 ? String(count) : `${count} (${Math.round((100 * count) / of)} %)`;
}
