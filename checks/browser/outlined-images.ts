import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type RgbImage, readImage } from '@leukolens/imaging';
import { sharpCodec } from '@leukolens/imaging/node';
import { drawSmear, openDataset, stainNames } from '@leukolens/study';
import { DATA } from '../shared.ts';

/** An image with a name to report it by. */
export interface NamedImage {
  readonly name: string;
  readonly image: RgbImage;
}

const SETS = ['jtsc', 'cellavision', 'bloodseg', 'all-idb2'];
const OF_EACH = 10;

/** Width, height, and how large nuclei are, in pixels. */
const SIZES = [
  [300, 300, 60],
  [257, 257, 90],
  [640, 480, 40],
] as const;

/** Smears of several sizes, stains and scales. */
export function syntheticImages(): NamedImage[] {
  return Array.from({ length: 12 }, (_, i) => {
    const [width, height, nucleusDiameter] = SIZES[i % SIZES.length]!;
    const stain = stainNames[i % stainNames.length]!;
    const { image } = drawSmear({ width, height, nucleusDiameter, stain, seed: i });
    return { name: `smear ${i} (${stain})`, image };
  });
}

/** Ten images of each data set, spread over it; none where the shared data are not there. */
export async function realImages(): Promise<NamedImage[]> {
  if (!existsSync(DATA)) return [];
  const images: NamedImage[] = [];
  for (const set of SETS) {
    const { items } = await openDataset(set, DATA);
    for (let i = 0; i < OF_EACH; i++) {
      const { id, imagePath } = items[Math.floor(((i + 0.5) * items.length) / OF_EACH)]!;
      const { image } = await readImage(await readFile(imagePath), sharpCodec);
      images.push({ name: `${set} ${id}`, image });
    }
  }
  return images;
}
