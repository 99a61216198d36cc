import { z } from 'zod';
import { readCsv } from '../csv.ts';
import type { Folder } from '../folder.ts';
import type { DatasetDescription } from '../registry.ts';
import { classFoldersLayout } from './class-folders.ts';
import { blockOf, type Layout } from './layout.ts';
import { pairedLayout } from './paired.ts';

/** The layout in which a set was published; undefined for those that are read through manifest.csv alone. */
export function publishedLayout(description: DatasetDescription): Layout | undefined {
  switch (description.name) {
    case 'jtsc':
      return selfSupervised(description, 1);
    case 'cellavision':
      return selfSupervised(description, 2);
    case 'bloodseg':
      return pairedLayout(description, {
        name: 'BloodImageSetS6NucSeg',
        looksFor: 'BloodImageSetS6NucSeg/BloodImage_NNNNN.jpg',
        folders: [
          ['BloodImageSetS6NucSeg', 'BloodImageSetS6NucSeg_masks'],
          ['images', 'masks'],
        ],
        image: /^BloodImage_\d{5}\.jpe?g$/i,
      });
    case 'all-idb2':
      return pairedLayout(description, {
        name: 'ImNNN_{0,1}.tif',
        looksFor: 'img/ImNNN_{0,1}.tif with gt/',
        folders: [
          ['ALL_IDB2/img', 'ALL-IDB2_masks/gt'],
          ['img', 'gt'],
          ['images', 'masks'],
          ['.', 'gt'],
        ],
        image: /^Im\d{3}_[01]\.tiff?$/i,
        labels: async () => (id) => (id.endsWith('_1') ? 'lymphoblast' : 'normal'),
        blocks: 10,
      });
    case 'aria-all':
      return classFoldersLayout(description, {
        name: '{Benign,Early,Pre,Pro}',
        looksFor: 'Original/{Benign,Early,Pre,Pro} or {Benign,Early,Pre,Pro}',
        parents: ['Original', '.'],
        blockOf: ariaBlock,
      });
    case 'pbc':
      return classFoldersLayout(description, {
        name: '{basophil,eosinophil,…}',
        looksFor: `PBC_dataset_normal_DIB/{${description.labels.join(',')}} or these folders alone`,
        parents: ['PBC_dataset_normal_DIB', '.'],
      });
    case 'raabin-wbc':
    case 'leukemia':
      return undefined;
  }
}

/** "Dataset 1" and "Dataset 2" of zxaoyou/segmentation_WBC: NNN.bmp and NNN.png, class labels in a list beside. */
function selfSupervised(description: DatasetDescription, number: 1 | 2): Layout {
  const folder = `Dataset ${number}`;
  return pairedLayout(description, {
    name: folder,
    looksFor: `"${folder}"/NNN.bmp or NNN.bmp, with NNN.png`,
    folders: [
      [folder, folder],
      ['.', '.'],
    ],
    image: /^\d{3}\.bmp$/i,
    labels: (root) => classLabels(root, `Class Labels of ${folder}.csv`, description.labels),
  });
}

/** The published class labels: 1 to 5 in the order of the registry's labels, by the image's number. */
async function classLabels(folder: Folder, list: string, labels: readonly string[]) {
  if (!(await folder.names()).includes(list)) return () => undefined;
  const number = z
    .string()
    .regex(/^\d{1,3}$/, 'a number is required')
    .transform(Number);
  const row = z.object({ 'image ID': number, 'class label': number });
  const columns = ['image ID', 'class label'];
  const rows = await readCsv(await folder.file(list), { required: columns, allowed: columns, row });
  const byImage = new Map(rows.map(({ row }) => [row['image ID'], labels[row['class label'] - 1]]));
  return (id: string) => byImage.get(Number(id));
}

/** Images of each class as published; the files are numbered from 1 in the order of the slides. */
const ARIA_IMAGES: Readonly<Record<string, number>> = { Benign: 504, Early: 985, Pre: 963, Pro: 804 };

/** The twentieth of its class that an image's number falls in, however many of the others are there. */
function ariaBlock(label: string, name: string): number | undefined {
  const number = /-(\d+)\.\w+$/.exec(name)?.[1];
  const count = ARIA_IMAGES[label]!;
  return number && Number(number) >= 1 && Number(number) <= count
    ? blockOf(Number(number) - 1, count, 20)
    : undefined;
}
