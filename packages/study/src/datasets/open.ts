import { basename } from 'node:path';
import { type Dataset, DatasetError, type MaskLevels } from './dataset.ts';
import { type Folder, openFolder } from './folder.ts';
import type { Layout } from './layouts/layout.ts';
import { manifestLayout, preparedLayout } from './layouts/listed.ts';
import { publishedLayout } from './layouts/published.ts';
import { type DatasetDescription, datasets, findDataset } from './registry.ts';

export interface OpenOptions {
  /** The grey values of nucleus and cytoplasm in the set's masks; 255 and 128 unless given. */
  readonly maskLevels?: MaskLevels;
}

const MASK_LEVELS: MaskLevels = { nucleus: 255, cytoplasm: 128 };

/**
 * Finds the data set `name` in `directory`, which is its own folder or the folder that holds it under its name.
 * In either, manifest.csv comes first, then index.csv, then the layout in which the set was published. A name
 * that the registry does not know is a user's own set, which must have a manifest.csv.
 *
 * No image is read. Throws a `DatasetError` where no layout is found, saying what was looked for and what is
 * there, or where a list or a layout is wrong, saying all that is.
 */
export async function openDataset(
  name: string,
  directory: string,
  options: OpenOptions = {},
): Promise<Dataset> {
  const description = findDataset(name);
  const layouts = description ? knownLayouts(description) : [manifestLayout];
  const folders = await candidateFolders(name, directory);
  for (const folder of folders) {
    for (const layout of layouts) {
      const items = await layout.read(folder);
      if (!items) continue;
      return {
        name,
        ...(description && { description }),
        layout: layout.name,
        folder: folder.path,
        items,
        maskLevels: options.maskLevels ?? MASK_LEVELS,
        warnings: description ? differences(description, layout, items.length) : [],
      };
    }
  }
  throw await notFound(name, directory, layouts, folders);
}

function knownLayouts(description: DatasetDescription): Layout[] {
  const published = publishedLayout(description);
  return [manifestLayout, preparedLayout(description), ...(published ? [published] : [])];
}

async function candidateFolders(name: string, directory: string): Promise<Folder[]> {
  try {
    const folder = await openFolder(directory);
    const holdsAll = (await folder.names()).includes(name);
    return holdsAll ? [folder, await folder.folder(name)] : [folder];
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' || code === 'ENOTDIR' ? 'there is no such folder' : message;
    throw new DatasetError(`the data folder ${directory} cannot be read: ${reason}`);
  }
}

function differences(description: DatasetDescription, layout: Layout, images: number): string[] {
  const { name, task } = description;
  const warnings: string[] = [];
  if (images !== description.images) {
    warnings.push(`${images} images were found; ${description.images} were published as ${name}`);
  }
  if (task === 'classification' && layout !== manifestLayout && layout.name !== 'index.csv') {
    warnings.push(
      'which images show the same field is not known in this layout: every image is a group of its own, ' +
        'so near-duplicates may fall on both sides of a split',
    );
  }
  return warnings;
}

async function notFound(
  name: string,
  directory: string,
  layouts: readonly Layout[],
  folders: readonly Folder[],
): Promise<DatasetError> {
  const known = findDataset(name)
    ? ''
    : ` ('${name}' is not one of ${datasets.map((each) => each.name).join(', ')}; a set of one's own needs manifest.csv)`;
  const problems: string[] = [];
  for (const folder of folders) {
    const names = await folder.names();
    const found =
      names.length > 0 ? names.slice(0, 8).join(', ') + (names.length > 8 ? ', …' : '') : 'nothing';
    problems.push(
      `no ${layouts.map((layout) => layout.looksFor).join(', no ')} in ${basename(folder.path)}/, which holds ${found}`,
    );
  }
  return new DatasetError(`the data set ${name} was not found in ${directory}${known}:`, problems);
}
