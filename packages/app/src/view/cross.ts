import type { Place } from '../state/place-in.ts';
import type { Hand } from './hand.ts';
import type { Viewport } from './viewport.ts';

/** How far an arrow key moves the cross, in pixels of the screen; with shift it is a pixel of the image. */
const STEP = 10;

const MOVES: Readonly<Record<string, Place>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** A cross on the image that keys move, so that every tool can be used without a pointer. */
export class Cross {
  readonly #hand: Hand;
  #at: Place | undefined;

  constructor(hand: Hand) {
    this.#hand = hand;
  }

  /** Where it is; undefined while no key has moved it. */
  get at(): Place | undefined {
    return this.#at;
  }

  /** Goes away, and ends a stroke that it draws. */
  hide(): void {
    this.#at = undefined;
    this.#hand.release();
  }

  /**
   * Does what a key stands for: arrows move the cross and draw a stroke on, Enter and space use the tool or end the stroke, Escape
   * lets the stroke go.
   * @param start where it begins
   * @returns whether the key stood for anything
   */
  press(
    { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
    { scale }: Viewport,
    { width, height }: { readonly width: number; readonly height: number },
    start: Place,
  ): boolean {
    const move = MOVES[key];
    if (move) {
      const [x, y] = this.#at ?? start;
      const by = shiftKey ? 1 : Math.max(1, Math.round(STEP / scale));
      this.#at = [within(x + by * move[0], width), within(y + by * move[1], height)];
      this.#hand.draw(this.#at);
      return true;
    }
    if (key === 'Enter' || key === ' ') {
      this.#at ??= start;
      if (this.#hand.stroke) this.#hand.release();
      else this.#hand.use(this.#at);
      return true;
    }
    if (key !== 'Escape' || !this.#hand.stroke) return false;
    this.#hand.drop();
    return true;
  }
}

function within(value: number, length: number): number {
  return Math.min(length - 1, Math.max(0, Math.round(value)));
}
