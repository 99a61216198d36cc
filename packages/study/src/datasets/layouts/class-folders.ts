import { type DatasetItem, idOf } from '../dataset.ts';
import type { DatasetDescription } from '../registry.ts';
import type { Layout } from './layout.ts';

/** How a published classification set lays out its images: a folder for each class. */
export interface ClassFolders {
  readonly name: string;
  readonly looksFor: string;
  /** Where the folders of the classes may lie, tried in this order; '.' is the folder itself. */
  readonly parents: readonly string[];
  /** The block of an image, from its class and file name, where the name tells its place in the class. */
  readonly blockOf?: (label: string, name: string) => number | undefined;
}

/** A classification set as published; an image's id is 'CLASS/NAME', wherever the folders of the classes lie. */
export function classFoldersLayout(description: DatasetDescription, layout: ClassFolders): Layout {
  return {
    name: layout.name,
    looksFor: layout.looksFor,
    async read(folder) {
      for (const parent of layout.parents) {
        const names = await folder.names(parent);
        if (!description.labels.every((label) => names.includes(label))) continue;
        const items: DatasetItem[] = [];
        for (const label of description.labels) {
          for (const name of await folder.names(`${parent}/${label}`)) {
            if (!/\.(jpe?g|png|tiff?|bmp)$/i.test(name)) continue;
            const id = idOf(`${label}/${name}`);
            const imagePath = await folder.file(`${parent}/${label}/${name}`);
            const block = layout.blockOf?.(label, name);
            items.push({ id, imagePath, label, group: id, ...(block !== undefined && { block }) });
          }
        }
        return items;
      }
      return undefined;
    },
  };
}
