import type { ModelDescription } from '@leukolens/cad';
import { DatasetError, type Part } from '../datasets/dataset.ts';
import { datasetDigest } from '../datasets/digest.ts';

/** What a model's description says of the data that it was trained on. @throws DatasetError where a part has no image */
export async function trainedOn(
  parts: readonly Part[],
  /** What the images have to have, for the message. */
  truth: string,
): Promise<ModelDescription['training']['data']> {
  const data = [];
  for (const { dataset, items } of parts) {
    if (items.length === 0) throw new DatasetError(`${dataset.name} has no image with ${truth} to train on`);
    const terms = dataset.description?.terms ?? 'as agreed with their owner';
    data.push({ name: dataset.name, images: items.length, sha256: await datasetDigest(dataset), terms });
  }
  return data;
}
