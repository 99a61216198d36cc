import { changesOf, maskOfChanges } from './mask-changes.ts';

/*
 * Corrections of a mask as a history: each step holds the pixels that it turned, so that undoing is turning them again. What is undone
 * can be redone until something else is done.
 */

/** Steps kept; of more the first can no longer be undone. */
const MOST_STEPS = 500;

/** Everything that it takes to go on after the page was closed. */
export interface SavedEdits {
  /** Pixels of the mask. */
  readonly length: number;
  /** Where the mask changes, as it is now. */
  readonly changes: Uint32Array<ArrayBuffer>;
  readonly done: readonly Step[];
  readonly undone: readonly Step[];
  /** Whether there were more steps than can be undone. Default: no. */
  readonly forgotten?: boolean;
}

/** A correction. */
export interface Step {
  /** What was done, in words. */
  readonly label: string;
  /** Indices of the pixels that were turned, rising. */
  readonly turned: Uint32Array<ArrayBuffer>;
}

/** A mask with its corrections. */
export class Edits {
  /** The mask as it is now: 1 inside. */
  readonly mask: Uint8Array<ArrayBuffer>;
  #done: Step[];
  #undone: Step[];

  #forgotten: boolean;

  constructor(
    mask: Uint8Array<ArrayBuffer>,
    { done = [], undone = [], forgotten = false }: Partial<SavedEdits> = {},
  ) {
    this.mask = mask;
    this.#forgotten = forgotten;
    this.#done = [...done];
    this.#undone = [...undone];
  }

  /** The inverse of `saved`. */
  static restored(saved: SavedEdits): Edits {
    return new Edits(maskOfChanges(saved.changes, saved.length), saved);
  }

  /** Whether the mask is another than the method's, as far as steps say. */
  get corrected(): boolean {
    return this.#forgotten || this.#done.length > 0;
  }

  /** The steps that can be undone, the last one last, and those that can be redone, the next one last. */
  get done(): readonly Step[] {
    return this.#done;
  }

  get undone(): readonly Step[] {
    return this.#undone;
  }

  /**
   * Turns pixels: what was inside is outside then, and the other way round.
   * @param turned their indices, rising
   * @returns whether anything changed
   */
  apply(label: string, turned: Uint32Array<ArrayBuffer>): boolean {
    if (turned.length === 0) return false;
    const step = { label, turned };
    this.#turn(step);
    this.#done.push(step);
    if (this.#done.length > MOST_STEPS) {
      this.#done.shift();
      this.#forgotten = true;
    }
    this.#undone = [];
    return true;
  }

  /** Takes the last step back. @returns the step; undefined where there is none */
  undo(): Step | undefined {
    return this.#move(this.#done, this.#undone);
  }

  /** Does again what was taken back last. */
  redo(): Step | undefined {
    return this.#move(this.#undone, this.#done);
  }

  /** What it takes to go on; it does not change with what is done next. */
  saved(): SavedEdits {
    const { mask } = this;
    const steps = { done: [...this.#done], undone: [...this.#undone], forgotten: this.#forgotten };
    return { length: mask.length, changes: changesOf(mask), ...steps };
  }

  #move(from: Step[], to: Step[]): Step | undefined {
    const step = from.pop();
    if (step === undefined) return undefined;
    this.#turn(step);
    to.push(step);
    return step;
  }

  #turn({ turned }: Step): void {
    for (const i of turned) this.mask[i] = 1 - this.mask[i]!;
  }
}

/** Pixels from and to which something reaches, both of them in it. */
export interface Reach {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Indices of the pixels of a part of an image for which something holds, rising. What is beyond the image is left out. */
export function indicesWhere(
  { left, top, right, bottom }: Readonly<Reach>,
  { width, height }: { readonly width: number; readonly height: number },
  holds: (index: number) => boolean,
): Uint32Array<ArrayBuffer> {
  const indices: number[] = [];
  for (let y = Math.max(0, top); y <= Math.min(height - 1, bottom); y++) {
    for (let x = Math.max(0, left); x <= Math.min(width - 1, right); x++) {
      if (holds(y * width + x)) indices.push(y * width + x);
    }
  }
  return Uint32Array.from(indices);
}

/** The indices of two lists, each once, rising as they do. */
export function united(one: Uint32Array, other: Uint32Array): Uint32Array<ArrayBuffer> {
  const all = new Uint32Array(one.length + other.length);
  let [i, j, length] = [0, 0, 0];
  while (i < one.length || j < other.length) {
    const next = Math.min(one[i] ?? Number.POSITIVE_INFINITY, other[j] ?? Number.POSITIVE_INFINITY);
    if (one[i] === next) i++;
    if (other[j] === next) j++;
    all[length++] = next;
  }
  return all.slice(0, length);
}
