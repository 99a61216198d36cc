import type { Runtime } from '@leukolens/engine';
import type { Mask, RgbImage } from '@leukolens/imaging';
import { countedShare } from '../certainty/wilson.ts';
import { NucleusClassifier } from '../classify/nucleus-classifier.ts';
import type { ClassifierModel } from '../models/model-files.ts';
import { type ImageResult, likeliestClass, type NucleusResult } from '../results.ts';

/** The nuclei of an image, each with the probability of its classes, and how many are of which. */
export interface CellReading {
  readonly objects: readonly NucleusResult[];
  readonly byClass?: NonNullable<ImageResult['nuclei']>['byClass'];
  /** What the user should know before relying on it, a clause each. */
  readonly warnings: readonly string[];
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
    const read = objects.map((object, i): NucleusResult => {
      const { probabilities, unfamiliarity } = found[i]!;
      return {
        ...object,
        classes: Object.fromEntries(classes.map((name, k) => [name, probabilities[k]!])),
        ...(unfamiliarity !== undefined && { unfamiliarity }),
      };
    });
    const named = read.flatMap((nucleus) => likeliestClass(nucleus) ?? []);
    return {
      objects: read,
      ...(named.length > 0 && { byClass: counted(named, classes) }),
      warnings: unlikeWarnings(read.length - named.length, read.length, classes),
    };
  };
}

/** Says how many nuclei are counted in no class, because they are unlike those that the classifier was trained on. */
export function unlikeWarnings(unlike: number, of: number, classes: readonly string[]): string[] {
  if (unlike === 0) return [];
  const which =
    of === 1 ? 'the nucleus is' : unlike === of ? `all ${of} nuclei are` : `${unlike} of ${of} nuclei are`;
  return [`${which} unlike those from which ${classes.join(' and ')} were learned, and counted in no class`];
}

function counted(named: readonly string[], classes: readonly string[]): NonNullable<CellReading['byClass']> {
  return Object.fromEntries(
    classes.map((name) => {
      const { count, share, interval } = countedShare(
        named.filter((each) => each === name).length,
        named.length,
      )!;
      return [name, { count, share, interval: [...interval] as [number, number] }];
    }),
  );
}
