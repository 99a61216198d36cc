import {
  type ClassifierModel,
  countedShare,
  type ImageResult,
  NucleusClassifier,
  type NucleusResult,
} from '@leukolens/cad';
import type { Mask, RgbImage } from '@leukolens/imaging';
import { RunError } from './run-error.ts';

/** The nuclei of an image, each with the probability of its classes, and how many are of which. */
export interface CellReading {
  readonly objects: readonly NucleusResult[];
  readonly byClass?: NonNullable<ImageResult['nuclei']>['byClass'];
}

/** Looks at each nucleus of an image. */
export type CellReader = (
  image: RgbImage,
  mask: Mask,
  objects: readonly NucleusResult[],
) => Promise<CellReading>;

/** @throws RunError where ONNX Runtime does not load, or the classifier is one of whole images */
export async function cellReader(model: ClassifierModel, threads?: number): Promise<CellReader> {
  const { nodeRuntime } = await import('@leukolens/engine/node').catch(() => {
    throw new RunError('classifying needs ONNX Runtime, which does not load here: doctor says why');
  });
  const { classes } = model.description.design;
  const classifier = await NucleusClassifier.start(
    model,
    nodeRuntime(threads === undefined ? {} : { threads }),
  );
  return async (image, mask, objects) => {
    const found = await classifier.classify(image, mask, objects);
    return {
      objects: objects.map((object, i) => ({
        ...object,
        classes: Object.fromEntries(classes.map((name, k) => [name, found[i]![k]!])),
      })),
      ...(objects.length > 0 && { byClass: counted(found, classes) }),
    };
  };
}

function counted(
  found: readonly (readonly number[])[],
  classes: readonly string[],
): NonNullable<CellReading['byClass']> {
  const most = found.map((probabilities) => probabilities.indexOf(Math.max(...probabilities)));
  return Object.fromEntries(
    classes.map((name, k) => {
      const { count, share, interval } = countedShare(most.filter((each) => each === k).length, most.length)!;
      return [name, { count, share, interval: [...interval] as [number, number] }];
    }),
  );
}
