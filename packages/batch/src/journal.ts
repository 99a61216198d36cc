import { constants, createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type ImageResult, imageResultSchema } from '@leukolens/cad';

/** Where a record stands in the file, in bytes. */
interface Place {
  readonly offset: number;
  readonly length: number;
  readonly failed: boolean;
}

/**
 * The records of a run, one JSON line an image, appended as images are done, so that a run that was cut off can
 * go on and no run's records need to fit in memory. A later record of the same image replaces the earlier; a
 * last line torn by a crash does not count.
 */
export class Journal {
  readonly #file: FileHandle;
  readonly #places: Map<string, Place>;
  #end: number;

  private constructor(file: FileHandle, places: Map<string, Place>, end: number) {
    this.#file = file;
    this.#places = places;
    this.#end = end;
  }

  /** Opens the journal at `path`: what it holds already, or empty if `fresh`. */
  static async open(path: string, fresh: boolean): Promise<Journal> {
    const { O_RDWR, O_CREAT, O_TRUNC } = constants;
    const file = await open(path, O_RDWR | O_CREAT | (fresh ? O_TRUNC : 0));
    const places = new Map<string, Place>();
    let end = 0;
    for await (const { line, length } of lines(path)) {
      const record = parse(line);
      if (record) places.set(record.image, { offset: end, length, failed: record.error !== null });
      end += length;
    }
    await file.truncate(end);
    return new Journal(file, places, end);
  }

  /** Whether this image is recorded, and without an error. */
  done(image: string): boolean {
    return this.#places.get(image)?.failed === false;
  }

  /** Whether this image is recorded, be it with an error. */
  has(image: string): boolean {
    return this.#places.has(image);
  }

  /** Images recorded with an error. */
  get failures(): number {
    return [...this.#places.values()].filter((place) => place.failed).length;
  }

  get size(): number {
    return this.#places.size;
  }

  async append(record: ImageResult): Promise<void> {
    const line = Buffer.from(`${JSON.stringify(record)}\n`);
    const place = { offset: this.#end, length: line.length, failed: record.error !== null };
    this.#end += line.length;
    this.#places.set(record.image, place);
    await this.#file.write(line, 0, line.length, place.offset);
  }

  /** All records in the order of their images' names, read back one at a time. */
  async *records(): AsyncGenerator<ImageResult> {
    const names = [...this.#places.keys()].sort();
    for (const name of names) {
      const { offset, length } = this.#places.get(name)!;
      const { buffer } = await this.#file.read(Buffer.alloc(length), 0, length, offset);
      yield imageResultSchema.parse(JSON.parse(buffer.toString()));
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

function parse(line: string): ImageResult | undefined {
  try {
    return imageResultSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** The complete lines of a file with their lengths in bytes, line feed included. */
async function* lines(path: string): AsyncGenerator<{ line: string; length: number }> {
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(path)) {
    rest = Buffer.concat([rest, chunk as Buffer]);
    let from = 0;
    for (let at = rest.indexOf(10); at >= 0; at = rest.indexOf(10, from)) {
      yield { line: rest.toString('utf8', from, at), length: at + 1 - from };
      from = at + 1;
    }
    rest = rest.subarray(from);
  }
}
