import { constants, createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { z } from 'zod';

/** What lines are, and what of each is kept in memory. */
export interface LineKind<Line, Facts> {
  readonly schema: z.ZodType<Line>;
  /** By what a line is found again; a later line of the same key replaces the earlier. */
  readonly key: (line: Line) => string;
  readonly facts: (line: Line) => Facts;
}

/** Where a line stands in the file, in bytes. */
interface Place<Facts> {
  readonly offset: number;
  readonly length: number;
  readonly facts: Facts;
}

/**
 * A file of JSON lines that is appended to while a run goes on, so that a run that was cut off can go on and its records need not fit
 * in memory: what is kept of a line is its place and some facts. A line torn by a crash does not count.
 */
export class JsonLines<Line, Facts> {
  readonly #kind: LineKind<Line, Facts>;
  readonly #file: FileHandle;
  readonly #places: Map<string, Place<Facts>>;
  #end: number;
  #writing: Promise<void> = Promise.resolve();

  private constructor(
    kind: LineKind<Line, Facts>,
    file: FileHandle,
    places: Map<string, Place<Facts>>,
    end: number,
  ) {
    this.#kind = kind;
    this.#file = file;
    this.#places = places;
    this.#end = end;
  }

  /** Opens the file at `path`, which is made where there is none, with what it holds already. */
  static async open<Line, Facts>(path: string, kind: LineKind<Line, Facts>): Promise<JsonLines<Line, Facts>> {
    const file = await open(path, constants.O_RDWR | constants.O_CREAT);
    const places = new Map<string, Place<Facts>>();
    let end = 0;
    for await (const bytes of wholeLines(path)) {
      const line = parsed(kind.schema, bytes);
      if (line !== undefined) {
        places.set(kind.key(line), { offset: end, length: bytes.length, facts: kind.facts(line) });
      }
      end += bytes.length;
    }
    await file.truncate(end);
    return new JsonLines(kind, file, places, end);
  }

  /** In the order of their first lines. */
  keys(): string[] {
    return [...this.#places.keys()];
  }

  /** What is kept of the key's line; undefined where there is none. */
  facts(key: string): Facts | undefined {
    return this.#places.get(key)?.facts;
  }

  /** Appends a line; appends wait for one another. @throws the file system's error, with nothing recorded */
  append(line: Line): Promise<void> {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    const written = this.#writing.then(async () => {
      let done = 0;
      while (done < bytes.length) {
        const left = bytes.length - done;
        const { bytesWritten } = await this.#file.write(bytes, done, left, this.#end + done);
        done += bytesWritten;
      }
      const place = { offset: this.#end, length: bytes.length, facts: this.#kind.facts(line) };
      this.#places.set(this.#kind.key(line), place);
      this.#end += bytes.length;
    });
    this.#writing = written.catch(() => undefined);
    return written;
  }

  /** The lines of these keys that there are, in the order given, read back one at a time. */
  async *lines(keys: Iterable<string>): AsyncGenerator<Line> {
    for (const key of keys) {
      const place = this.#places.get(key);
      if (place === undefined) continue;
      const { buffer } = await this.#file.read(Buffer.alloc(place.length), 0, place.length, place.offset);
      yield this.#kind.schema.parse(JSON.parse(buffer.toString()));
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

function parsed<Line>(schema: z.ZodType<Line>, bytes: Buffer): Line | undefined {
  try {
    return schema.parse(JSON.parse(bytes.toString()));
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
