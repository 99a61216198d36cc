import { DatasetError, type DatasetItem, idOf } from '../dataset.ts';
import type { Folder } from '../folder.ts';
import type { DatasetDescription } from '../registry.ts';
import { blockOf, type Layout } from './layout.ts';

/** How a published segmentation set lays out its images and masks, which share their names but for the extension. */
export interface PairedFiles {
  readonly name: string;
  readonly looksFor: string;
  /** Folders of images and of masks, tried in this order; '.' is the folder itself. */
  readonly folders: readonly (readonly [images: string, masks: string])[];
  /** Which names are images. */
  readonly image: RegExp;
  /** The class of an image by its id, where the layout tells it. */
  readonly labels?: (folder: Folder) => Promise<(id: string) => string | undefined>;
  /** Into how many blocks the images of a class are cut in file order, where neighbours may share a smear. */
  readonly blocks?: number;
}

/** Masks of the same names by another hand, wherever they were put beside the published ones. */
const SECOND_MASKS = 'masks-2';

/** A segmentation set as published. Throws a `DatasetError` that lists images without a mask. */
export function pairedLayout(description: DatasetDescription, files: PairedFiles): Layout {
  const groups = new Map(description.duplicates);
  return {
    name: files.name,
    looksFor: files.looksFor,
    async read(folder) {
      const found = await findPairs(folder, files);
      if (!found) return undefined;
      const secondMasks = stems(SECOND_MASKS, await folder.names(SECOND_MASKS));
      const labelOf = (await files.labels?.(folder)) ?? (() => undefined);
      const problems: string[] = [];
      const items: DatasetItem[] = [];
      for (const image of found.images) {
        const id = idOf(image.name);
        const mask = found.masks.get(id);
        if (!mask) problems.push(`${image.path} has no mask`);
        const second = secondMasks.get(id);
        const label = labelOf(id);
        items.push({
          id,
          imagePath: await folder.file(image.path),
          ...(mask && { maskPath: await folder.file(mask) }),
          ...(second && { secondMaskPath: await folder.file(second) }),
          ...(label && { label }),
          group: groups.get(id) ?? id,
        });
      }
      if (problems.length > 0) throw new DatasetError(`${folder.path} has images without masks:`, problems);
      return files.blocks ? withBlocks(items, files.blocks) : items;
    },
  };
}

async function findPairs(folder: Folder, { folders, image }: PairedFiles) {
  for (const [imageFolder, maskFolder] of folders) {
    const names = (await folder.names(imageFolder)).filter((name) => image.test(name));
    if (names.length === 0) continue;
    const images = names.map((name) => ({ name, path: `${imageFolder}/${name}` }));
    const others = (await folder.names(maskFolder)).filter(
      (name) => maskFolder !== imageFolder || !image.test(name),
    );
    return { images, masks: stems(maskFolder, others) };
  }
  return undefined;
}

/** Paths of mask files by their name without its extension. */
function stems(folder: string, names: readonly string[]): Map<string, string> {
  const masks = names.filter((name) => /\.(png|tiff?|bmp|webp)$/i.test(name));
  return new Map(masks.map((name) => [idOf(name), `${folder}/${name}`]));
}

function withBlocks(items: readonly DatasetItem[], blocks: number): DatasetItem[] {
  const counts = new Map<string | undefined, number>();
  for (const { label } of items) counts.set(label, (counts.get(label) ?? 0) + 1);
  const positions = new Map<string | undefined, number>();
  return items.map((item) => {
    const position = positions.get(item.label) ?? 0;
    positions.set(item.label, position + 1);
    return { ...item, block: blockOf(position, counts.get(item.label)!, blocks) };
  });
}
