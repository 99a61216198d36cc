/** A picture's pixels: 4 bytes each. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** Pictures held ready at a time: what is looked at, and what one goes back and forth to. */
const MOST = 4;

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
    while (this.#held.size > MOST) this.#drop(this.#held.keys().next().value!);
    return found;
  }

  close(): void {
    for (const picture of this.#held.keys()) this.#drop(picture);
  }

  async #make(picture: Pixels): Promise<void> {
    const { rgba, width, height } = picture;
    const bitmap = await createImageBitmap(new ImageData(rgba, width, height));
    if (!this.#held.has(picture)) {
      bitmap.close();
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
