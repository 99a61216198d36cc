import { type ModelDescription, SOFTWARE } from '@leukolens/cad';
import { type Dataset, DatasetError, type Part } from '../datasets/dataset.ts';
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
    data.push({
      name: dataset.name,
      images: items.length,
      sha256: await datasetDigest(dataset),
      terms: termsOf(dataset),
    });
  }
  return data;
}

/** On which terms a set's images may be used. */
export function termsOf({ description }: Dataset): string {
  return description?.terms ?? 'as agreed with their owner';
}

/**
 * What a model's description says of its training.
 * @param from the model that it was trained on from: its sets, on whose terms the weights are, too, stand after those of the training
 */
export function trainingRecord(
  data: ModelDescription['training']['data'],
  recipe: object,
  seed: number,
  from: Pick<ModelDescription, 'name' | 'training'> | undefined,
): ModelDescription['training'] {
  const before = from?.training.data.filter(({ sha256 }) => !data.some((own) => own.sha256 === sha256)) ?? [];
  return {
    software: { ...SOFTWARE },
    data: [...data, ...before],
    recipe: JSON.parse(JSON.stringify(recipe)),
    seed,
    ...(from && { from: from.name }),
  };
}
