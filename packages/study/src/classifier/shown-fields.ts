import type { Dataset } from '../datasets/dataset.ts';
import { inCondition, type ShownImage } from './conditions.ts';
import { type LabelledField, labelledField, preparedImage, type SampleMaking } from './samples.ts';

/** Images of a set as they are shown, one after the other: swapped first, segmented afterwards. */
export async function* shownFields(
  images: readonly ShownImage[],
  dataset: Dataset,
  making: SampleMaking,
): AsyncGenerator<LabelledField> {
  for (const each of images) {
    const donor = each.donor && (await preparedImage(each.donor, dataset, making));
    const image = inCondition(await preparedImage(each.item, dataset, making), each, donor);
    yield await labelledField(image, each.item, dataset, making);
  }
}
