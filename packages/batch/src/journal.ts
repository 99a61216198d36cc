import { open } from 'node:fs/promises';
import { type ImageResult, imageResultSchema } from '@leukolens/cad';
import { z } from 'zod';
import { JsonLines, type LineKind } from './json-lines.ts';

/** The journal's name in the output folder. */
export const JOURNAL = 'results.ndjson';

const sourceSchema = z.strictObject({ bytes: z.number(), modified: z.number() });

/** By what a file is known again: its size in bytes and when it was last written, in ms since 1970. */
export type Source = z.infer<typeof sourceSchema>;

const lineSchema = z.strictObject({ source: sourceSchema.nullable(), result: imageResultSchema });
type Line = z.infer<typeof lineSchema>;

/** What is asked of a record again and again. */
interface Facts {
  readonly failed: boolean;
  /** Whether it was explained: of an image without nuclei, say, there are no maps. */
  readonly mapped: boolean;
  readonly source: Source | null;
}

const KIND: LineKind<Line, Facts> = {
  schema: lineSchema,
  key: ({ result }) => result.image,
  facts: ({ result, source }) => ({
    failed: result.error !== null,
    mapped: result.maps.length > 0,
    source,
  }),
};

/** The records of a run, one JSON line an image, appended as images are done. */
export class Journal {
  readonly #lines: JsonLines<Line, Facts>;

  private constructor(lines: JsonLines<Line, Facts>) {
    this.#lines = lines;
  }

  /** Opens the journal at `path` with what it holds already. */
  static async open(path: string): Promise<Journal> {
    return new Journal(await JsonLines.open(path, KIND));
  }

  /** Whether this image, the same file as now, is recorded without an error. */
  done(image: string, source: Source | null): boolean {
    const facts = this.#lines.facts(image);
    if (facts === undefined || facts.failed || facts.source === null || source === null) return false;
    return facts.source.bytes === source.bytes && facts.source.modified === source.modified;
  }

  /** What the image's file was when it was recorded. */
  source(image: string): Source | null {
    return this.#lines.facts(image)?.source ?? null;
  }

  /** Whether maps were made of this image. */
  mapped(image: string): boolean {
    return this.#lines.facts(image)?.mapped === true;
  }

  /** Whether this image is recorded with an error; undefined where it is not recorded. */
  failed(image: string): boolean | undefined {
    return this.#lines.facts(image)?.failed;
  }

  /** Appends a record. @throws the file system's error, with nothing recorded */
  append(result: ImageResult, source: Source | null): Promise<void> {
    return this.#lines.append({ source, result });
  }

  /** The records of these images that there are, in the order given, read back one at a time. */
  async *records(images: Iterable<string>): AsyncGenerator<ImageResult> {
    for await (const { result } of this.#lines.lines(images)) yield result;
  }

  /** The images that are recorded. */
  images(): string[] {
    return this.#lines.keys();
  }

  close(): Promise<void> {
    return this.#lines.close();
  }
}

/** The images that a journal names; none where there is no journal. */
export async function recordedImages(path: string): Promise<string[]> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return [];
  await file.close();
  const journal = await Journal.open(path);
  await journal.close();
  return journal.images();
}
