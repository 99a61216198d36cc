import type { DatasetItem } from '../dataset.ts';
import type { Folder } from '../folder.ts';

/** One way in which a folder may hold a data set. */
export interface Layout {
  /** What `Dataset.layout` says of a set found this way. */
  readonly name: string;
  /** What must be in the folder, for the message that says it was not found. */
  readonly looksFor: string;
  /** The set's items; undefined where the folder is not laid out this way. Throws where it is, but wrongly. */
  read(folder: Folder): Promise<DatasetItem[] | undefined>;
}

/** The block, 0 to `blocks - 1`, of the image at `position` (from 0) among `count` images in file order. */
export function blockOf(position: number, count: number, blocks: number): number {
  return Math.floor((position * blocks) / count);
}
