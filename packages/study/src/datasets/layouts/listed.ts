import { posix } from 'node:path';
import { z } from 'zod';
import { type CsvRow, readCsv } from '../csv.ts';
import { DatasetError, type DatasetItem, idOf } from '../dataset.ts';
import { MASK_KINDS } from '../mask-file.ts';
import type { DatasetDescription } from '../registry.ts';
import type { Layout } from './layout.ts';

const path = z.string('a path is required').max(1000, 'a path has up to 1000 characters');
const text = z.string().max(200, 'up to 200 characters');
const block = z
  .string()
  .regex(/^\d{1,6}$/, 'a block is a whole number from 0')
  .transform(Number);

const manifestRow = z.object({
  image: path,
  mask: path.optional(),
  maskKind: z.enum(MASK_KINDS, `expected ${MASK_KINDS.map((kind) => `'${kind}'`).join(', ')}`).optional(),
  label: text.optional(),
  group: text.optional(),
  block: block.optional(),
  split: z.enum(['train', 'validation', 'test'], "expected 'train', 'validation' or 'test'").optional(),
});

/** A row of manifest.csv: paths relative to its folder, and what is known of the image. */
export type ManifestRow = z.infer<typeof manifestRow>;

const MANIFEST_COLUMNS = ['image', 'mask', 'maskKind', 'label', 'group', 'block', 'split'];

/** Any set: manifest.csv lists its images, with paths relative to the folder that it lies in. */
export const manifestLayout: Layout = {
  name: 'manifest.csv',
  looksFor: 'manifest.csv',
  async read(folder) {
    if (!(await folder.names()).includes('manifest.csv')) return undefined;
    const shape = { required: ['image'], allowed: MANIFEST_COLUMNS, row: manifestRow };
    const rows = await readCsv(await folder.file('manifest.csv'), shape);
    return itemsOf('manifest.csv', rows, async (row) => ({
      imagePath: await folder.file(row.image),
      ...(row.mask && { maskPath: await folder.file(row.mask) }),
      ...(row.maskKind && { maskKind: row.maskKind }),
    }));
  },
};

/**
 * A set as prepared for development: index.csv, where segmentation sets have their images in images/, masks in
 * masks/ and another hand's masks of the same names in masks-2/, and classification sets a folder for each class.
 */
export function preparedLayout(description: DatasetDescription): Layout {
  const label = description.labels.length > 0 ? z.enum(description.labels as [string, ...string[]]) : text;
  const row = manifestRow.omit({ split: true, maskKind: true }).extend({ label: label.optional() });
  return {
    name: 'index.csv',
    looksFor: 'index.csv',
    async read(folder) {
      if (!(await folder.names()).includes('index.csv')) return undefined;
      const shape = {
        required: ['image'],
        allowed: ['image', 'mask', 'label', 'group', 'block', 'subtype'],
        row,
      };
      const rows = await readCsv(await folder.file('index.csv'), shape);
      const images = (await folder.names('images')).length > 0 ? 'images/' : '';
      const second = new Set(await folder.names('masks-2'));
      return itemsOf('index.csv', rows, async ({ image, mask }) => ({
        imagePath: await folder.file(images + image),
        ...(mask && { maskPath: await folder.file(`masks/${mask}`) }),
        ...(mask && second.has(mask) && { secondMaskPath: await folder.file(`masks-2/${mask}`) }),
      }));
    },
  };
}

type ItemFiles = Pick<DatasetItem, 'imagePath' | 'maskPath' | 'maskKind' | 'secondMaskPath'>;

/** Finds the files of every row; throws a `DatasetError` that lists all that are missing or given twice by line. */
async function itemsOf(
  list: string,
  rows: readonly CsvRow<ManifestRow>[],
  filesOf: (row: ManifestRow) => Promise<ItemFiles>,
): Promise<DatasetItem[]> {
  if (rows.length === 0) throw new DatasetError(`${list} lists no image`);
  const problems: string[] = [];
  const items: DatasetItem[] = [];
  const lines = new Map<string, number>();
  for (const { line, row } of rows) {
    const { label, block, split } = row;
    const id = idOf(posix.normalize(row.image.replaceAll('\\', '/')));
    const earlier = lines.get(id);
    if (earlier !== undefined) problems.push(`line ${line}: '${id}' is listed on line ${earlier} already`);
    lines.set(id, line);
    try {
      const files = await filesOf(row);
      const known = {
        ...(label && { label }),
        ...(block !== undefined && { block }),
        ...(split && { split }),
      };
      items.push({ id, ...files, group: row.group ?? id, ...known });
    } catch (error) {
      problems.push(`line ${line}: ${(error as Error).message}`);
    }
  }
  if (problems.length > 0) throw new DatasetError(`${list} lists files that cannot be used:`, problems);
  return items;
}
