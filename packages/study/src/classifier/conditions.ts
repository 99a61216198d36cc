import type { RgbImage } from '@leukolens/imaging';
import type { DatasetItem } from '../datasets/dataset.ts';
import { random } from '../random.ts';
import { backgroundSwap } from '../swaps/background-swap.ts';
import { noisy } from '../swaps/noisy.ts';
import { stainSwap } from '../swaps/stain-swap.ts';

/** In what state test images are shown: as they are, disturbed as in the paper, in another stain, on another slide. */
export const CONDITIONS = ['clean', 'noise', 'stainSwap', 'backgroundSwap'] as const;
export type Condition = (typeof CONDITIONS)[number];

/** A test image in one state. */
export interface ShownImage {
  readonly item: DatasetItem;
  readonly condition: Condition;
  /** Whose stain or slide it wears. */
  readonly donor?: DatasetItem;
}

/**
 * What is shown of a fold's test images: each once as it is and once disturbed, and once for every other class in the stain
 * and on the slide of an image of that class, drawn from the same fold by name and seed.
 */
export function shownImages(test: readonly DatasetItem[], seed: number): ShownImage[] {
  const classes = [...new Set(test.map(({ label }) => label))].sort();
  const byClass = new Map(classes.map((label) => [label, test.filter((item) => item.label === label)]));
  return test.flatMap((item) => {
    const swapped = classes
      .filter((label) => label !== item.label)
      .flatMap((label) => {
        const draw = random(`donors/${seed}/${item.id}/${label}`);
        const donor = draw.pick(byClass.get(label)!);
        return (['stainSwap', 'backgroundSwap'] as const).map((condition) => ({ item, condition, donor }));
      });
    return [{ item, condition: 'clean' as const }, { item, condition: 'noise' as const }, ...swapped];
  });
}

/** An image as it is shown. @param donor in the same state as the image was before: without its scale bar, too */
export function inCondition(
  image: RgbImage,
  { item, condition }: ShownImage,
  donor: RgbImage | undefined,
): RgbImage {
  switch (condition) {
    case 'clean':
      return image;
    case 'noise':
      return noisy(image, item.id);
    case 'stainSwap':
      return stainSwap(image, donor!);
    case 'backgroundSwap':
      return backgroundSwap(image, donor!);
  }
}
