import { stroke } from '../state/brush.ts';
import { indicesWhere, type Reach } from '../state/edits.ts';
import type { Place } from '../state/place-in.ts';
import type { Session } from '../state/session.ts';
import type { SessionImage } from '../state/session-image.ts';

/** A stroke that is being drawn. */
export interface Stroke {
  readonly image: SessionImage;
  /** 1 where it went. */
  readonly drawn: Uint8Array;
  readonly inside: 0 | 1;
  /** The pixels that it can have turned. */
  readonly reach: Reach;
}

/** Uses the tool that is chosen on the image that is shown, whatever leads it: a pointer, or keys. */
export class Hand {
  readonly #session: Session;
  readonly #onDrawn: () => void;
  #stroke: Stroke | undefined;
  #last: Place = [0, 0];

  /** @param onDrawn told when a stroke has become longer, or ended */
  constructor(session: Session, onDrawn: () => void) {
    this.#session = session;
    this.#onDrawn = onDrawn;
  }

  /** The stroke under way, if there is one. */
  get stroke(): Stroke | undefined {
    return this.#stroke;
  }

  /** Whether the tool that is chosen draws strokes. */
  get draws(): boolean {
    const tool = this.#session.tool.peek();
    return tool === 'brush' || tool === 'erase';
  }

  /** Begins a stroke, or does what the tool does at once; a stroke under way ends before. */
  use(at: Place): void {
    this.release();
    const { tool, selected, nucleus } = this.#session;
    const image = selected.peek();
    const found = image?.found.peek();
    if (!found || !image?.edits) return;
    const { width, height } = found.record;
    const [x, y] = at.map(Math.round) as [number, number];
    const inside = x >= 0 && y >= 0 && x < width! && y < height!;
    const label = inside ? found.labels[y * width! + x]! : 0;
    switch (tool.peek()) {
      case 'look':
        nucleus.value = label || undefined;
        return;
      case 'delete':
        if (label) this.#session.deleteNucleus(image, label);
        else if (inside) this.#session.deletePiece(image, y * width! + x);
        return;
      case 'split':
        if (label) void this.#session.splitNucleus(image, label);
        return;
      default:
        this.#last = at;
        this.#stroke = {
          image,
          drawn: new Uint8Array(image.edits.mask.length),
          inside: tool.peek() === 'brush' ? 1 : 0,
          reach: { left: x, top: y, right: x, bottom: y },
        };
        this.draw(at);
    }
  }

  /** Draws the stroke under way on to a place. */
  draw(at: Place): void {
    const under = this.#stroke;
    if (!under) return;
    const { width, height } = under.image.found.peek()!.record as { width: number; height: number };
    const radius = this.#session.brush.peek();
    stroke(under.drawn, width, height, this.#last, at, radius, 1);
    const [x, y] = at.map(Math.round) as [number, number];
    const { reach } = under;
    reach.left = Math.min(reach.left, x - Math.ceil(radius));
    reach.top = Math.min(reach.top, y - Math.ceil(radius));
    reach.right = Math.max(reach.right, x + Math.ceil(radius));
    reach.bottom = Math.max(reach.bottom, y + Math.ceil(radius));
    this.#last = at;
    this.#onDrawn();
  }

  /** Ends the stroke under way: it is a correction now. */
  release(): void {
    const under = this.#stroke;
    if (!under) return;
    this.#stroke = undefined;
    const { image, inside } = under;
    this.#session.correct(image, inside ? 'brush' : 'erase', turnedBy(under));
    this.#onDrawn();
  }

  /** Lets the stroke under way go, as if it had never been begun. */
  drop(): void {
    this.#stroke = undefined;
    this.#onDrawn();
  }
}

/** The pixels that a stroke turns, as its image's mask is now. */
export function turnedBy({ image, drawn, inside, reach }: Stroke): Uint32Array<ArrayBuffer> {
  const { width, height } = image.found.peek()!.record as { width: number; height: number };
  const { mask } = image.edits!;
  return indicesWhere(reach, { width, height }, (i) => drawn[i] === 1 && mask[i] !== inside);
}
