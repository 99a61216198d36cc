import { ImageError } from '../decode/image-error.ts';
import { TAG, unsigned } from '../decode/tiff-directory.ts';
import type { ByteSource } from './byte-source.ts';

/** Directories of one file, sub-directories included, that are looked at; a pyramid has some ten. */
const MOST_DIRECTORIES = 256;
const MOST_ENTRIES = 1024;
/** Elements of one entry that are read: tiles of 256 x 256 px of a slide of 500,000 x 500,000 px. */
const MOST_ELEMENTS = 2 ** 22;

const BYTES_OF_TYPE: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  7: 1,
  13: 4,
  16: 8,
  18: 8,
};
const RATIONAL = 5;

interface Entry {
  readonly type: number;
  readonly count: number;
  /** Where the elements lie. */
  readonly offset: number;
}

interface Form {
  readonly little: boolean;
  readonly big: boolean;
}

/**
 * One image file directory of a TIFF 6.0 or BigTIFF file, whose values are fetched when asked for: of a file that is read by ranges.
 * `decode/tiff-directory.ts` looks at files that are in memory.
 */
export class TiffDirectory {
  readonly #source: ByteSource;
  readonly #form: Form;
  readonly #entries: ReadonlyMap<number, Entry>;

  constructor(source: ByteSource, form: Form, entries: ReadonlyMap<number, Entry>) {
    this.#source = source;
    this.#form = form;
    this.#entries = entries;
  }

  /**
   * The elements of a numeric tag, rationals as quotients; none where the tag is missing.
   * @throws ImageError `corrupt` where there are absurdly many, `truncated` where they lie past the file's end
   */
  async numbers(tag: number): Promise<Float64Array> {
    const entry = this.#entries.get(tag);
    if (!entry) return new Float64Array(0);
    const view = viewOf(await this.#bytes(tag, entry));
    const { little } = this.#form;
    const at: (index: number) => number =
      entry.type === RATIONAL
        ? (index) => view.getUint32(8 * index, little) / view.getUint32(8 * index + 4, little)
        : (index) => unsigned(view, index * BYTES_OF_TYPE[entry.type]!, BYTES_OF_TYPE[entry.type]!, little);
    return Float64Array.from({ length: entry.count }, (_, index) => at(index));
  }

  /** The first element of a numeric tag. */
  async number(tag: number): Promise<number | undefined> {
    return (await this.numbers(tag))[0];
  }

  /** The bytes of a tag as they are. */
  async bytes(tag: number): Promise<Uint8Array | undefined> {
    const entry = this.#entries.get(tag);
    return entry && this.#bytes(tag, entry);
  }

  /** A tag of text (UTF-8, which covers ASCII). */
  async text(tag: number): Promise<string> {
    return new TextDecoder().decode((await this.bytes(tag)) ?? new Uint8Array(0)).replaceAll('\0', '');
  }

  async #bytes(tag: number, { type, count, offset }: Entry): Promise<Uint8Array> {
    const size = BYTES_OF_TYPE[type];
    if (size === undefined || count > MOST_ELEMENTS) {
      throw new ImageError(
        'corrupt',
        `the TIFF's tag ${tag} has ${count} elements of type ${type}, which is not to be believed`,
      );
    }
    return whole(this.#source, offset, count * size);
  }
}

/**
 * All directories of a TIFF or BigTIFF in the order of the file, each followed by its sub-directories (tag 330).
 * @throws ImageError `not-an-image`, `truncated` or `corrupt`
 */
export async function readDirectories(source: ByteSource): Promise<TiffDirectory[]> {
  const head = viewOf(await source.read(0, 16));
  const form = formOf(head);
  const directories: TiffDirectory[] = [];
  const seen = new Set<number>();
  let next = form.big ? word(head, 8, form) : head.getUint32(4, form.little);
  while (next > 0 && !seen.has(next) && directories.length < MOST_DIRECTORIES) {
    seen.add(next);
    const { directory, following } = await readDirectory(source, form, next);
    directories.push(directory);
    for (const below of await directory.numbers(TAG.subDirectories)) {
      if (seen.has(below) || directories.length >= MOST_DIRECTORIES) continue;
      seen.add(below);
      directories.push((await readDirectory(source, form, below)).directory);
    }
    next = following;
  }
  return directories;
}

async function readDirectory(source: ByteSource, form: Form, start: number) {
  const [countBytes, entryBytes, wordBytes] = form.big ? [8, 20, 8] : [2, 12, 4];
  const counted = viewOf(await whole(source, start, countBytes));
  const count = form.big ? word(counted, 0, form) : counted.getUint16(0, form.little);
  if (count > MOST_ENTRIES) {
    throw new ImageError('corrupt', `a directory of the TIFF claims to have ${count} entries`);
  }
  const body = viewOf(await whole(source, start + countBytes, count * entryBytes + wordBytes));
  const entries = new Map<number, Entry>();
  for (let index = 0; index < count; index++) {
    const at = index * entryBytes;
    const type = body.getUint16(at + 2, form.little);
    const elements = word(body, at + 4, form);
    const value = at + 4 + wordBytes;
    const isInline = elements * (BYTES_OF_TYPE[type] ?? 1) <= wordBytes;
    const offset = isInline ? start + countBytes + value : word(body, value, form);
    entries.set(body.getUint16(at, form.little), { type, count: elements, offset });
  }
  return {
    directory: new TiffDirectory(source, form, entries),
    following: word(body, count * entryBytes, form),
  };
}

function formOf(head: DataView): Form {
  const order = head.byteLength >= 8 ? head.getUint16(0) : 0;
  const little = order === 0x4949;
  const version = order === 0x4949 || order === 0x4d4d ? head.getUint16(2, little) : 0;
  if (version === 42) return { little, big: false };
  if (version === 43 && head.byteLength === 16 && head.getUint16(4, little) === 8)
    return { little, big: true };
  throw new ImageError('not-an-image', 'not a TIFF, BigTIFF, OME-TIFF or SVS file');
}

/** @throws ImageError `truncated` where the source does not hold all of it */
async function whole(source: ByteSource, offset: number, length: number): Promise<Uint8Array> {
  const bytes = offset < source.size ? await source.read(offset, length) : new Uint8Array(0);
  if (bytes.length === length) return bytes;
  throw new ImageError('truncated', 'the TIFF file is truncated: its directories point past its end');
}

function word(view: DataView, offset: number, { little, big }: Form): number {
  return unsigned(view, offset, big ? 8 : 4, little);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
