import type { RgbImage } from '@leukolens/imaging';
import { type Condition, inCondition, type ShownImage, shownImages } from '../classifier/conditions.ts';
import { preparedImage, type SampleMaking } from '../classifier/samples.ts';
import { chosenEvenly } from '../datasets/chosen-evenly.ts';
import type { Dataset, DatasetItem } from '../datasets/dataset.ts';
import { drawSmear } from '../synth/draw.ts';
import type { PictureKind } from './evaluate.ts';
import { outOfFocus, STRANGE_KINDS, strangePicture } from './strange-pictures.ts';

/** Side of the pictures that are drawn, pixels. */
const SIDE = 224;

/** How pictures of a set are read. */
export type SetReading = Pick<SampleMaking, 'reading' | 'prepare'>;

/** Pictures that show no smear: empty fields, noise, textures, so many of each. */
export function drawnKinds(count: number, seed: number): PictureKind[] {
  return STRANGE_KINDS.map((name) => ({
    name,
    pictures: counted(count, (i) => strangePicture(name, SIDE, `${seed}/${i}`)),
  }));
}

/** Smears of the program's own drawing: blood, of no camera and no stain that was trained on. */
export function syntheticKind(count: number, seed: number): PictureKind {
  return {
    name: 'synthetic smears',
    pictures: counted(count, (i) => drawSmear({ width: SIDE, height: SIDE, seed: seed + i }).image),
  };
}

/** Images of a set as they are. */
export function setKind(
  name: string,
  dataset: Dataset,
  items: readonly DatasetItem[],
  reading: SetReading,
): PictureKind {
  return { name, pictures: each(items, (item) => preparedImage(item, dataset, reading)) };
}

/** The same, so far out of focus that no one would keep them. */
export function outOfFocusKind(
  dataset: Dataset,
  items: readonly DatasetItem[],
  reading: SetReading,
): PictureKind {
  return {
    name: 'out of focus',
    pictures: each(items, async (item) => outOfFocus(await preparedImage(item, dataset, reading), item.id)),
  };
}

/** The same in the stain, or on the slide, of an image of another class; so many of them. */
export function swappedKind(
  name: string,
  condition: Extract<Condition, 'stainSwap' | 'backgroundSwap'>,
  dataset: Dataset,
  items: readonly DatasetItem[],
  reading: SetReading,
  { count, seed }: { readonly count: number; readonly seed: number },
): PictureKind {
  const shown = shownImages(items, seed).filter((image) => image.condition === condition);
  const worn = async (image: ShownImage): Promise<RgbImage> =>
    inCondition(
      await preparedImage(image.item, dataset, reading),
      image,
      image.donor && (await preparedImage(image.donor, dataset, reading)),
    );
  return { name, pictures: each(chosenEvenly(shown, count), worn) };
}

function* counted(count: number, picture: (i: number) => RgbImage): Generator<RgbImage> {
  for (let i = 0; i < count; i++) yield picture(i);
}

async function* each<Item>(
  items: readonly Item[],
  picture: (item: Item) => Promise<RgbImage>,
): AsyncGenerator<RgbImage> {
  for (const item of items) yield await picture(item);
}
