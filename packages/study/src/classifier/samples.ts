import {
  type ClassifierDesign,
  outlinesNuclei,
  ownNuclei,
  type Segmenter,
  type Stain,
  type WorkingField,
  workingField,
} from '@leukolens/cad';
import { type Mask, planesOf, type RgbImage, resizeRgb, thresholdResized } from '@leukolens/imaging';
import { type Dataset, DatasetError, type DatasetItem } from '../datasets/dataset.ts';
import type { ImageReading } from '../datasets/reading.ts';
import { random } from '../random.ts';
import { nucleiWithRim, stainOf, stainSwap } from '../swaps/stain-swap.ts';

/** An image at the size at which a classifier sees it. */
export interface LabelledField extends WorkingField {
  /** `SET/ID`. */
  readonly name: string;
  /** Index of its class. */
  readonly label: number;
}

/** One to train on. Its arrays can be shared between threads. */
export interface ClassifierSample extends LabelledField {
  /** What it would lend to others. */
  readonly stain: Stain;
  /** Its nuclei as they are found when it wears the stains of others. */
  readonly otherNuclei: readonly Mask[];
}

/** How images become samples. */
export interface SampleMaking {
  readonly design: Pick<ClassifierDesign, 'classes' | 'side' | 'scale' | 'nuclei'>;
  /** Outlines nuclei, where the design does not say how. */
  readonly segmenter: Segmenter;
  readonly reading: ImageReading;
  /** Done to every image before anything else, and on every image alike: a scale bar painted over, say. */
  readonly prepare?: (image: RgbImage, dataset: Dataset) => RgbImage;
  /** Told of every picture whose nuclei were found, in one stain or another. */
  readonly onOutlined?: () => void;
}

/**
 * Images of a set to train on.
 * @param otherMasks masks of each found in the stains of others of the list, drawn by name, every second at half the size
 * @throws DatasetError where one has no class, or one that the design lacks
 */
export async function classifierSamples(
  items: readonly DatasetItem[],
  dataset: Dataset,
  making: SampleMaking,
  otherMasks = 0,
): Promise<ClassifierSample[]> {
  const samples: ClassifierSample[] = [];
  for (const item of items) {
    const picture = await preparedImage(item, dataset, making);
    const { image, nuclei, ...labelled } = await labelledField(picture, item, dataset, making);
    const otherNuclei: Mask[] = [];
    const draw = random(`other masks/${item.id}`);
    for (let i = 0; i < otherMasks; i++) {
      const donor = await preparedImage(draw.pick(items), dataset, making);
      const swapped = stainSwap(picture, donor);
      const changed = i % 2 === 0 ? swapped : halved(swapped);
      const field = await labelledField(changed, item, dataset, making);
      // of a field whose scale goes by its nuclei, another stain may have another size
      const { width, height } = nuclei;
      const same = thresholdResized(planesOf(field.nuclei), 0, width, height, 0.5);
      otherNuclei.push({ ...same, data: shared(same.data) });
    }
    samples.push({
      ...labelled,
      image: { ...image, data: shared(image.data) },
      nuclei: { ...nuclei, data: shared(nuclei.data) },
      stain: stainOf(picture, nucleiWithRim(picture)),
      otherNuclei,
    });
  }
  return samples;
}

/** An item's image, prepared as all of its set are. */
export async function preparedImage(
  { imagePath }: DatasetItem,
  dataset: Dataset,
  { reading, prepare }: Pick<SampleMaking, 'reading' | 'prepare'>,
): Promise<RgbImage> {
  const image = await reading.image(imagePath);
  return prepare?.(image, dataset) ?? image;
}

/** A prepared picture of a set's item, as a classifier sees it. @throws DatasetError where the design lacks its class */
export async function labelledField(
  picture: RgbImage,
  item: DatasetItem,
  dataset: Dataset,
  { design, segmenter, onOutlined }: Pick<SampleMaking, 'design' | 'segmenter' | 'onOutlined'>,
): Promise<LabelledField> {
  const name = `${dataset.name}/${item.id}`;
  const label = design.classes.indexOf(item.label ?? '');
  if (label < 0) {
    throw new DatasetError(
      `${name} is of the class ${JSON.stringify(item.label ?? '')}; expected one of ${design.classes.join(', ')}`,
    );
  }
  const nuclei = await nucleiSeen(picture, { design, segmenter });
  onOutlined?.();
  return { name, label, ...workingField(picture, nuclei, design) };
}

/** The nuclei that a classifier sees in a picture: as its design finds them, or else the method. */
export async function nucleiSeen(
  picture: RgbImage,
  {
    design,
    segmenter,
  }: { readonly design: Pick<ClassifierDesign, 'nuclei' | 'scale'>; readonly segmenter: Segmenter },
): Promise<Mask> {
  return outlinesNuclei(design) ? ownNuclei(picture, design) : segmenter.segment(picture);
}

function halved(image: RgbImage): RgbImage {
  const half = (length: number) => Math.ceil(length / 2);
  return resizeRgb(image, half(image.width), half(image.height));
}

function shared(from: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(new SharedArrayBuffer(from.length));
  bytes.set(from);
  return bytes;
}
