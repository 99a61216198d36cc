import type { Analysis, ImageExplanation, ReadImage } from '@leukolens/cad';
import { type ImageCodec, type RgbImage, readImage } from '@leukolens/imaging';

/** An image that was never read, or was let go: it has to be read again. */
export class UnknownImage extends Error {
  constructor(id: string) {
    super(`no image ${id} was read and analysed, or it was let go`);
    this.name = 'UnknownImage';
  }
}

/** What an analysis follows from, beside the image: settings and models, and nuclei that a hand corrected. */
export interface Basis {
  readonly settings: string;
  readonly mask?: Uint8Array | undefined;
}

/** Whether two analyses of one image are of the same. */
export function isSameBasis(one: Basis | undefined, other: Basis): boolean {
  if (one?.settings !== other.settings || one.mask?.length !== other.mask?.length) return false;
  return one.mask?.every((inside, i) => inside === other.mask![i]) ?? true;
}

/** An image that was read, and what was last found in it. */
interface Held {
  readonly name: string;
  readonly file: Blob;
  image?: { readonly image: RgbImage; readonly notes: readonly string[] } | undefined;
  analysis?: Analysis | undefined;
  /** What that follows from. */
  basis?: Basis;
  /** Its maps of layers that the analysis has none of. */
  others?: ImageExplanation['maps'] | undefined;
  /** Analyses it as last time: what was found is let go with the decoded image. */
  again?: () => Promise<Analysis>;
}

/** Decoded images kept at a time, with what was found in them: the others are decoded again when they are asked for. */
const MOST_DECODED = 6;

/** The images of a page between its calls, in bounded memory. */
export class HeldImages {
  readonly #held = new Map<string, Held>();
  readonly #mostBytes: number;
  readonly #codec: () => ImageCodec;

  /** @param mostBytes of files: of more the oldest are let go */
  constructor(mostBytes: number, codec: () => ImageCodec) {
    this.#mostBytes = mostBytes;
    this.#codec = codec;
  }

  hold(id: string, name: string, file: Blob): void {
    const known = this.#held.get(id);
    // read once more, as the page let its picture go: what was found in it stays
    const same = known?.name === name && known.file.size === file.size;
    this.#held.delete(id);
    this.#held.set(id, same ? { ...known, file } : { name, file });
    let bytes = [...this.#held.values()].reduce((sum, each) => sum + each.file.size, 0);
    for (const [oldest, each] of this.#held) {
      if (bytes <= this.#mostBytes || oldest === id) break;
      this.#held.delete(oldest);
      bytes -= each.file.size;
    }
  }

  forget(id: string): void {
    this.#held.delete(id);
  }

  /** @throws UnknownImage */
  get(id: string): Held {
    const found = this.#held.get(id);
    if (found === undefined) throw new UnknownImage(id);
    return found;
  }

  /** An image's pixels. @throws UnknownImage; ImageError where its file is not read */
  async decoded(id: string): Promise<ReadImage & { readonly notes: readonly string[] }> {
    const found = this.get(id);
    // the one asked for last goes last
    this.#held.delete(id);
    this.#held.set(id, found);
    if (found.image === undefined) {
      const { image, notes } = await readImage(new Uint8Array(await found.file.arrayBuffer()), this.#codec());
      found.image = { image, notes };
      const others = [...this.#held.values()].filter((each) => each.image !== undefined);
      for (const other of others.slice(0, -MOST_DECODED)) {
        other.image = undefined;
        other.analysis = undefined;
        other.others = undefined;
      }
    }
    return { name: found.name, ...found.image };
  }

  /** What was last found in an image, found again where that was let go; undefined where nothing was asked yet. */
  async analysis(id: string): Promise<Analysis | undefined> {
    const found = this.get(id);
    found.analysis ??= await found.again?.();
    return found.analysis;
  }
}
