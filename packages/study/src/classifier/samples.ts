import { type ClassifierDesign, type Segmenter, workingField } from '@leukolens/cad';
import type { Mask, RgbImage } from '@leukolens/imaging';
import { type Dataset, DatasetError, type DatasetItem } from '../datasets/dataset.ts';
import type { ImageReading } from '../datasets/reading.ts';
import { nucleiWithRim, type Stain, stainOf } from '../swaps/stain-swap.ts';
import type { Part } from '../unet/samples.ts';

/** An image at the size at which a classifier sees it. Its arrays can be shared between threads. */
export interface ClassifierSample {
  /** `SET/ID`. */
  readonly name: string;
  /** Index of its class. */
  readonly label: number;
  readonly image: RgbImage;
  readonly nuclei: Mask;
  /** What it would lend to others. */
  readonly stain: Stain;
}

/** How images become samples. */
export interface SampleMaking {
  readonly design: Pick<ClassifierDesign, 'classes' | 'scale'>;
  readonly segmenter: Segmenter;
  readonly reading: ImageReading;
  /** Done to every image before anything else, and on every image alike: a scale bar painted over, say. */
  readonly prepare?: (image: RgbImage, dataset: Dataset) => RgbImage;
}

/** Every image of the parts, as a classifier sees it. @throws DatasetError where one has no class, or one that the design lacks */
export async function classifierSamples(
  parts: readonly Part[],
  making: SampleMaking,
): Promise<ClassifierSample[]> {
  const samples: ClassifierSample[] = [];
  for (const { dataset, items } of parts) {
    for (const item of items) samples.push(await classifierSample(item, dataset, making));
  }
  return samples;
}

/** An image of a set, as a classifier sees it. */
export async function classifierSample(
  item: DatasetItem,
  dataset: Dataset,
  making: SampleMaking,
): Promise<ClassifierSample> {
  const image = await making.reading.image(item.imagePath);
  return sampleOf(making.prepare?.(image, dataset) ?? image, item, dataset, making);
}

/** A picture of a set's item, as a classifier sees it; prepared already. */
export async function sampleOf(
  picture: RgbImage,
  item: DatasetItem,
  dataset: Dataset,
  { design, segmenter }: Pick<SampleMaking, 'design' | 'segmenter'>,
): Promise<ClassifierSample> {
  const name = `${dataset.name}/${item.id}`;
  const label = design.classes.indexOf(item.label ?? '');
  if (label < 0) {
    throw new DatasetError(
      `${name} is of the class ${JSON.stringify(item.label ?? '')}; expected one of ${design.classes.join(', ')}`,
    );
  }
  const { image, nuclei } = workingField(picture, await segmenter.segment(picture), design.scale);
  return {
    name,
    label,
    image: { ...image, data: shared(image.data) },
    nuclei: { ...nuclei, data: shared(nuclei.data) },
    stain: stainOf(picture, nucleiWithRim(picture)),
  };
}

/** The classes of some images, in order of their names. */
export function classesOf(parts: readonly Part[]): string[] {
  const labels = parts.flatMap(({ items }) => items.flatMap(({ label }) => label ?? []));
  return [...new Set(labels)].sort();
}

function shared(from: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(new SharedArrayBuffer(from.length));
  bytes.set(from);
  return bytes;
}
