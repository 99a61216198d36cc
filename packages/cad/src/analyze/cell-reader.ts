import type { Runtime } from '@leukolens/engine';
import type { Mask, RgbImage } from '@leukolens/imaging';
import { countedShare } from '../certainty/wilson.ts';
import { NucleusClassifier } from '../classify/nucleus-classifier.ts';
import type { ClassifierModel } from '../models/model-files.ts';
import type { ImageResult, NucleusResult } from '../results.ts';

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

/** @throws ModelError where the classifier is one of whole images */
export async function cellReader(model: ClassifierModel, runtime: Runtime): Promise<CellReader> {
  const { classes } = model.description.design;
  const classifier = await NucleusClassifier.start(model, runtime);
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
