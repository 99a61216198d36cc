import { Handcrafted, type Outline, type ScaleRule, workingSize } from '@leukolens/cad';
import { clearBorder, type Mask, planesOf, type RgbImage, resize, resizeRgb } from '@leukolens/imaging';
import { type Dataset, DatasetError, type DatasetItem, type Part } from '../datasets/dataset.ts';
import { type ItemTruth, itemTruth } from '../datasets/item-truth.ts';
import type { ImageReading } from '../datasets/reading.ts';
import type { Truth } from '../datasets/truth.ts';
import { unmarkedNuclei } from '../evaluate/unmarked.ts';
import { withinDistance } from '../metrics/disk.ts';
import type { Recipe } from './recipe.ts';

/** Pixels of an image round an unmarked nucleus in which its unmarked cytoplasm may lie. */
const CYTOPLASM = 20;

/** An image with its truth, brought to the size at which the network sees it. Its arrays can be shared between threads. */
export interface TrainingSample {
  /** `SET/ID`. */
  readonly name: string;
  readonly set: string;
  readonly image: RgbImage;
  /** For each outline, the share of each working pixel that it covers, as 0..255: [outlines, height, width]. */
  readonly target: Uint8Array;
  /** For each outline, whether a pixel counts (1) or its truth is not known (0): [outlines, height, width]. */
  readonly counted: Uint8Array;
}

/**
 * Reads an item of a data set for training. Nuclei that only the second hand marked, where the truth marks the central
 * cell alone, do not count, and neither do cells there; where there is no truth of cells, all of the cells' plane does not.
 */
export async function trainingSample(
  item: DatasetItem,
  dataset: Dataset,
  reading: ImageReading,
  { outlines, scale }: { readonly outlines: readonly Outline[]; readonly scale: ScaleRule },
): Promise<TrainingSample> {
  const { image, first, second } = await imageWithTruth(item, dataset, reading);
  const { width, height } = workingSize(image, scale);
  const working = resizeRgb(image, width, height);

  const pixels = width * height;
  const target = shared(outlines.length * pixels);
  const counted = shared(outlines.length * pixels).fill(1);
  const unmarked = unmarkedIn(image, first.nucleus, second?.nucleus, dataset);
  const notCounted = (margin: number) =>
    unmarked && resize(planesOf(withinDistance(unmarked, margin)), width, height).data;
  outlines.forEach((outline, plane) => {
    const at = plane * pixels;
    // a hand that marked no cytoplasm anywhere in the image did not mark cells
    const cells = [first, second].find((truth) => truth?.cytoplasm.data.includes(1));
    if (outline === 'cell' && cells === undefined) counted.fill(0, at, at + pixels);
    const mask =
      outline === 'nucleus' ? first.nucleus : union(first.nucleus, cells?.nucleus, cells?.cytoplasm);
    const unknown = notCounted(outline === 'cell' ? CYTOPLASM : 0);
    resize(planesOf(mask), width, height).data.forEach((value, i) => {
      target[at + i] = Math.round(255 * value);
      if (unknown && unknown[i]! > 0) counted[at + i] = 0;
    });
  });
  const name = `${dataset.name}/${item.id}`;
  return {
    name,
    set: dataset.name,
    image: { ...working, data: shared(3 * pixels, working.data) },
    target,
    counted,
  };
}

/** @throws DatasetError in one line that names the image, for whatever cannot be read or does not fit */
async function imageWithTruth(
  item: DatasetItem,
  dataset: Dataset,
  reading: ImageReading,
): Promise<{ image: RgbImage; first: Truth } & ItemTruth> {
  try {
    const image = await reading.image(item.imagePath);
    const { first, second } = await itemTruth(item, dataset, reading.mask, image);
    if (first === undefined) throw new Error('it has no mask');
    return { image, first, ...(second && { second }) };
  } catch (error) {
    throw new DatasetError(`${dataset.name}/${item.id} cannot be trained on: ${(error as Error).message}`);
  }
}

/** Every part's samples, as a recipe's network sees them. */
export async function samplesOf(
  parts: readonly Part[],
  recipe: Recipe,
  reading: ImageReading,
): Promise<TrainingSample[][]> {
  const all: TrainingSample[][] = [];
  for (const { dataset, items } of parts) {
    const samples: TrainingSample[] = [];
    for (const item of items) samples.push(await trainingSample(item, dataset, reading, recipe.design));
    all.push(samples);
  }
  return all;
}

/** Every set repeated until all are about as large as the largest, so that each counts alike. */
export function balanced(sets: readonly TrainingSample[][]): TrainingSample[] {
  const largest = Math.max(...sets.map(({ length }) => length));
  return sets.flatMap((set) => Array.from({ length: Math.round(largest / set.length) }, () => set).flat());
}

/**
 * What may be nuclei that the truth leaves out, so that it says nothing there: those that only the second hand marked, where
 * only the central cell is marked; what the handcrafted method finds cut by the border, where only whole cells are.
 */
function unmarkedIn(
  image: RgbImage,
  truth: Mask,
  second: Mask | undefined,
  { description }: Dataset,
): Mask | undefined {
  const left: Mask[] = [];
  if (description?.centralCellOnly && second) left.push(second);
  if (description?.wholeCellsOnly) {
    const found = handcrafted.segmentNow(image);
    const whole = clearBorder(found);
    left.push({ ...found, data: found.data.map((inside, i) => inside & (1 - whole.data[i]!)) });
  }
  const unmarked = left.flatMap((each) => unmarkedNuclei(truth, each) ?? []);
  return unmarked.length === 0 ? undefined : union(unmarked[0]!, ...unmarked.slice(1));
}

const handcrafted = new Handcrafted();

/** Bytes that threads see without copying. */
function shared(length: number, from?: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(new SharedArrayBuffer(length));
  if (from) bytes.set(from);
  return bytes;
}

function union(first: Mask, ...others: readonly (Mask | undefined)[]): Mask {
  const data = first.data.slice();
  for (const other of others)
    other?.data.forEach((inside, i) => {
      if (inside) data[i] = 1;
    });
  return { ...first, data };
}
