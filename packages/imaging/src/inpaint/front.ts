/** What is known of a pixel while a front moves over it: its colour is known, the front stands on it, nothing is known. */
export const KNOWN = 0;
export const FRONT = 1;
export const UNKNOWN = 2;

/** Pixels by rising distance, those of one distance in the order in which they came: a binary heap. */
export class FrontQueue {
  readonly #pixels: number[] = [];
  readonly #distances: number[] = [];
  readonly #orders: number[] = [];
  #pushed = 0;

  push(pixel: number, distance: number): void {
    this.#set(this.#pixels.length, pixel, distance, this.#pushed++);
    let at = this.#pixels.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#before(at, parent)) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  /** The nearest pixel; undefined where there is none. */
  pop(): number | undefined {
    const first = this.#pixels[0];
    const last = this.#pixels.length - 1;
    if (first === undefined) return undefined;
    this.#swap(0, last);
    for (const list of [this.#pixels, this.#distances, this.#orders]) list.pop();
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < last && this.#before(child, least)) least = child;
      }
      if (least === at) return first;
      this.#swap(at, least);
      at = least;
    }
  }

  #before(a: number, b: number): boolean {
    const apart = this.#distances[a]! - this.#distances[b]!;
    return apart < 0 || (apart === 0 && this.#orders[a]! < this.#orders[b]!);
  }

  #set(at: number, pixel: number, distance: number, order: number): void {
    this.#pixels[at] = pixel;
    this.#distances[at] = distance;
    this.#orders[at] = order;
  }

  #swap(a: number, b: number): void {
    for (const list of [this.#pixels, this.#distances, this.#orders]) {
      [list[a], list[b]] = [list[b]!, list[a]!];
    }
  }
}

/** A picture that a front moves over; arrays have a rim of one pixel round the picture, which is never visited. */
export interface Field {
  /** Width of the arrays. */
  readonly stride: number;
  /** KNOWN, FRONT or UNKNOWN. */
  readonly state: Uint8Array;
  /** From where the front began, pixels. */
  readonly distance: Float32Array;
}

/**
 * Moves a front from where it stands into what is unknown, nearest pixels first (fast marching: |∇T| = 1, Telea 2004, section
 * 2.2 and appendix).
 * @param arrive told of each pixel when its distance is known and before the front stands on it
 */
export function march(field: Field, queue: FrontQueue, arrive?: (pixel: number) => void): void {
  const { stride, state, distance } = field;
  const rows = state.length / stride;
  for (let from = queue.pop(); from !== undefined; from = queue.pop()) {
    state[from] = KNOWN;
    for (const pixel of [from - stride, from - 1, from + stride, from + 1]) {
      const [x, y] = [pixel % stride, Math.floor(pixel / stride)];
      if (x === 0 || y === 0 || x === stride - 1 || y === rows - 1 || state[pixel] !== UNKNOWN) continue;
      distance[pixel] = Math.min(
        solved(field, pixel - stride, pixel - 1),
        solved(field, pixel + stride, pixel - 1),
        solved(field, pixel - stride, pixel + 1),
        solved(field, pixel + stride, pixel + 1),
      );
      arrive?.(pixel);
      state[pixel] = FRONT;
      queue.push(pixel, distance[pixel]!);
    }
  }
}

/** The distance that follows from two neighbours, one above or below and one beside. */
function solved({ state, distance }: Field, one: number, other: number): number {
  const [a, b] = [distance[one]!, distance[other]!];
  const [knowsA, knowsB] = [state[one] !== UNKNOWN, state[other] !== UNKNOWN];
  if (!knowsA || !knowsB) return 1 + (knowsA ? a : knowsB ? b : Math.min(a, b));
  return Math.abs(a - b) >= 1 ? 1 + Math.min(a, b) : (a + b + Math.sqrt(2 - (a - b) ** 2)) / 2;
}
