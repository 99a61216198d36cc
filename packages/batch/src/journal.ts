import { constants, createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type ImageResult, imageResultSchema } from '@leukolens/cad';
import { z } from 'zod';

/** The journal's name in the output folder. */
export const JOURNAL = 'results.ndjson';

const sourceSchema = z.strictObject({ bytes: z.number(), modified: z.number() });

/** By what a file is known again: its size in bytes and when it was last written, in ms since 1970. */
export type Source = z.infer<typeof sourceSchema>;

const lineSchema = z.strictObject({ source: sourceSchema.nullable(), result: imageResultSchema });

/** Where a record stands in the file, in bytes, and what is asked of it again and again. */
interface Place {
  readonly offset: number;
  readonly length: number;
  readonly failed: boolean;
  readonly source: Source | null;
}

/**
 * The records of a run, one JSON line an image, appended as images are done, so that a run that was cut off can
 * go on and no run's records need to fit in memory. A later record of the same image replaces the earlier; a line
 * torn by a crash does not count.
 */
export class Journal {
  readonly #file: FileHandle;
  readonly #places: Map<string, Place>;
  #end: number;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle, places: Map<string, Place>, end: number) {
    this.#file = file;
    this.#places = places;
    this.#end = end;
  }

  /** Opens the journal at `path` with what it holds already. */
  static async open(path: string): Promise<Journal> {
    const file = await open(path, constants.O_RDWR | constants.O_CREAT);
    const { places, end } = await readPlaces(path);
    await file.truncate(end);
    return new Journal(file, places, end);
  }

  /** Whether this image, the same file as now, is recorded without an error. */
  done(image: string, source: Source | null): boolean {
    const place = this.#places.get(image);
    if (place === undefined || place.failed || place.source === null || source === null) return false;
    return place.source.bytes === source.bytes && place.source.modified === source.modified;
  }

  /** Whether this image is recorded with an error; undefined where it is not recorded. */
  failed(image: string): boolean | undefined {
    return this.#places.get(image)?.failed;
  }

  /** Appends a record; appends wait for one another. @throws the file system's error, with nothing recorded */
  append(result: ImageResult, source: Source | null): Promise<void> {
    const line = Buffer.from(`${JSON.stringify({ source, result })}\n`);
    const written = this.#writing.then(async () => {
      let done = 0;
      while (done < line.length) {
        const { bytesWritten } = await this.#file.write(line, done, line.length - done, this.#end + done);
        done += bytesWritten;
      }
      const place = { offset: this.#end, length: line.length, failed: result.error !== null, source };
      this.#places.set(result.image, place);
      this.#end += line.length;
    });
    this.#writing = written.catch(() => undefined);
    return written;
  }

  /** The records of these images that there are, in the order given, read back one at a time. */
  async *records(images: Iterable<string>): AsyncGenerator<ImageResult> {
    for (const image of images) {
      const place = this.#places.get(image);
      if (place === undefined) continue;
      const { buffer } = await this.#file.read(Buffer.alloc(place.length), 0, place.length, place.offset);
      yield lineSchema.parse(JSON.parse(buffer.toString())).result;
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** The images that a journal names; none where there is no journal. */
export async function recordedImages(path: string): Promise<string[]> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return [];
  await file.close();
  return [...(await readPlaces(path)).places.keys()];
}

async function readPlaces(path: string): Promise<{ places: Map<string, Place>; end: number }> {
  const places = new Map<string, Place>();
  let end = 0;
  for await (const line of wholeLines(path)) {
    const parsed = parse(line);
    if (parsed) {
      const { source, result } = parsed;
      places.set(result.image, { offset: end, length: line.length, failed: result.error !== null, source });
    }
    end += line.length;
  }
  return { places, end };
}

function parse(line: Buffer): z.infer<typeof lineSchema> | undefined {
  try {
    return lineSchema.parse(JSON.parse(line.toString()));
  } catch {
    return undefined;
  }
}

/** The lines of a file that are whole, each with its line feed. */
async function* wholeLines(path: string): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      yield Buffer.concat([...begun, chunk.subarray(from, at + 1)]);
      begun = [];
      from = at + 1;
    }
    begun.push(chunk.subarray(from));
  }
}
