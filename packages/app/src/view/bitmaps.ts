/** A picture's pixels: 4 bytes each. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** Pictures held ready at a time: what is looked at, and what one goes back and forth to. */
const MOST = 4;
/** Of large pictures fewer. */
const MOST_PIXELS = 5e7;

/** Pictures as a canvas draws them fast. Only the last few are held: the browser frees others by itself late, if ever. */
export class Bitmaps {
  /** The one used last comes last; undefined is under way. */
  readonly #held = new Map<Pixels, ImageBitmap | undefined>();
  readonly #onMade: () => void;

  /** @param onMade told when one that was asked for is there */
  constructor(onMade: () => void) {
    this.#onMade = onMade;
  }

  /** Undefined until it is made. */
  of(picture: Pixels): ImageBitmap | undefined {
    const found = this.#held.get(picture);
    if (!this.#held.has(picture)) void this.#make(picture);
    this.#held.delete(picture);
    this.#held.set(picture, found);
    while (this.#held.size > 1 && (this.#held.size > MOST || this.#pixels() > MOST_PIXELS))
      this.#drop(this.#held.keys().next().value!);
    return found;
  }

  #pixels(): number {
    return [...this.#held.keys()].reduce((sum, { width, height }) => sum + width * height, 0);
  }

  close(): void {
    for (const picture of this.#held.keys()) this.#drop(picture);
  }

  async #make(picture: Pixels): Promise<void> {
    const { rgba, width, height } = picture;
    // one too large for the browser is asked for again when it is next drawn
    const bitmap = await createImageBitmap(new ImageData(rgba, width, height)).catch(() => undefined);
    // let go of, or made twice, meanwhile
    if (!this.#held.has(picture) || this.#held.get(picture)) {
      bitmap?.close();
      return;
    }
    if (bitmap === undefined) {
      this.#held.delete(picture);
      return;
    }
    this.#held.set(picture, bitmap);
    this.#onMade();
  }

  #drop(picture: Pixels): void {
    this.#held.get(picture)?.close();
    this.#held.delete(picture);
  }
}
