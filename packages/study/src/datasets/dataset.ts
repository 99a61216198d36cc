import type { MaskKind } from './mask-file.ts';
import type { DatasetDescription } from './registry.ts';

/** Which part of a study an image was set aside for. */
export type Split = 'train' | 'validation' | 'test';

/** One image of a data set with what is known of it. Paths are absolute and lie inside the set's folder. */
export interface DatasetItem {
  /** The image's name without its extension, '/' between folders; the same however the set is laid out. */
  readonly id: string;
  readonly imagePath: string;
  readonly maskPath?: string;
  /** How the mask file says what is nucleus, where it was stated; otherwise its name and contents tell. */
  readonly maskKind?: MaskKind;
  /** A mask of the same image by another hand. */
  readonly secondMaskPath?: string;
  /** The class: a cell type, or a stage of maturation. */
  readonly label?: string;
  /** Images of one group show the same thing and must stay in one fold; the image's own id where none is known. */
  readonly group: string;
  /** Position of the image's neighbourhood in its class: neighbouring blocks may share a smear. */
  readonly block?: number;
  readonly split?: Split;
}

/** The grey values that a set's masks use, 0 to 255; what is neither is background (0). */
export interface MaskLevels {
  readonly nucleus: number;
  readonly cytoplasm: number;
}

/** A data set that was found in a folder. */
export interface Dataset {
  readonly name: string;
  /** What the registry knows of the set; absent for a user's own set, which has a manifest.csv. */
  readonly description?: DatasetDescription;
  /** The layout it was found in: 'manifest.csv', 'index.csv' or the name of a published layout. */
  readonly layout: string;
  /** The folder in which the layout was found. */
  readonly folder: string;
  /** In the order of the list or, without one, of the file names. */
  readonly items: readonly DatasetItem[];
  readonly maskLevels: MaskLevels;
  /** What differs from what the registry says of the set, in sentences for the user. */
  readonly warnings: readonly string[];
}

/** Some images of a data set. */
export interface Part {
  readonly dataset: Dataset;
  readonly items: readonly DatasetItem[];
}

/** A data set could not be opened; `problems` holds one line for each thing that is wrong. */
export class DatasetError extends Error {
  readonly problems: readonly string[];

  constructor(summary: string, problems: readonly string[] = []) {
    const shown = problems.slice(0, 10).map((problem) => `\n  ${problem}`);
    const rest = problems.length > shown.length ? `\n  and ${problems.length - shown.length} more` : '';
    super(summary + shown.join('') + rest);
    this.name = 'DatasetError';
    this.problems = problems;
  }
}

/** A file's path without its extension: what an item is known by. */
export function idOf(path: string): string {
  return path.replace(/\.[^./]+$/, '');
}
