import { labelObjects, type Mask, mask, type RgbImage, removeSmall } from '@leukolens/imaging';
import type { Segmenter } from './segmenter.ts';

/** How two masks become one. */
export const ENSEMBLES = ['and', 'object'] as const;
export type EnsembleKind = (typeof ENSEMBLES)[number];

export interface EnsembleOptions {
  /** Smallest object kept, pixels, 0 or more. Default 150, as in the paper. */
  readonly area?: number;
  /** Share of an object's pixels that the other method has to mark, 0 to 1. Default 0.5. For `object` alone. */
  readonly agreement?: number;
}

/**
 * Two segmenters as one (paper, 3.3).
 * - `and`: what both mark, then the area filter, as in the paper.
 * - `object`: whole objects of either mask of which the other marks enough; of two that stand for one nucleus the first's.
 *   No nucleus is eaten at its rim, and nothing is kept that one method alone sees.
 */
export class Ensemble implements Segmenter {
  readonly name: string;
  readonly #first: Segmenter;
  readonly #second: Segmenter;
  readonly #kind: EnsembleKind;
  readonly #options: Required<EnsembleOptions>;

  constructor(kind: EnsembleKind, first: Segmenter, second: Segmenter, options: EnsembleOptions = {}) {
    this.name = kind;
    this.#kind = kind;
    this.#first = first;
    this.#second = second;
    this.#options = { area: 150, agreement: 0.5, ...options };
  }

  async segment(image: RgbImage, signal?: AbortSignal): Promise<Mask> {
    const [first, second] = [
      await this.#first.segment(image, signal),
      await this.#second.segment(image, signal),
    ];
    const { area, agreement } = this.#options;
    const joined = this.#kind === 'and' ? intersection(first, second) : agreed(first, second, agreement);
    return removeSmall(joined, area);
  }
}

/** The pixels of both masks. */
export function intersection(first: Mask, second: Mask): Mask {
  return mask(
    first.width,
    first.height,
    first.data.map((inside, i) => inside & second.data[i]!),
  );
}

/**
 * The objects (8-connected) of either mask of which the other marks at least a share; where objects of both stand for one
 * nucleus, both agreeing, the first mask's is taken.
 */
export function agreed(first: Mask, second: Mask, share: number): Mask {
  const kept = confirmed(first, second, share);
  const others = confirmed(second, first, share);
  const labels = labelObjects(others).data;
  const met = new Set<number>();
  labels.forEach((label, i) => {
    if (label > 0 && kept.data[i]) met.add(label);
  });
  return mask(
    first.width,
    first.height,
    kept.data.map((inside, i) => (inside || (labels[i]! > 0 && !met.has(labels[i]!)) ? 1 : 0)),
  );
}

/** The objects of `own` of which `other` marks at least a share. */
function confirmed(own: Mask, other: Mask, share: number): Mask {
  const labels = labelObjects(own).data;
  const [sizes, marked]: [number[], number[]] = [[], []];
  labels.forEach((label, i) => {
    sizes[label] = (sizes[label] ?? 0) + 1;
    if (other.data[i]) marked[label] = (marked[label] ?? 0) + 1;
  });
  return mask(
    own.width,
    own.height,
    Uint8Array.from(labels, (label) => (label > 0 && (marked[label] ?? 0) >= share * sizes[label]! ? 1 : 0)),
  );
}
