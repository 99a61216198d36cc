import type { ClassifierModelDescription } from '@leukolens/cad';
import { DatasetError } from '../datasets/dataset.ts';
import { CONDITIONS, type Condition } from './conditions.ts';
import type { ClassificationResult } from './result.ts';

const CONDITION_WORDS: Readonly<Record<Condition, string>> = {
  clean: 'as they are',
  noise: 'blurred, lit otherwise and with noise',
  stainSwap: 'in the stain of another class',
  backgroundSwap: 'on the slide of another class',
};

/**
 * What a model's description says of how good it is, or networks that were trained in the same way: a figure for each state that a
 * result has.
 * @param tested what the images were to the network: `on images that ...`, say
 */
export function classifierFigures(
  { data, scores }: Pick<ClassificationResult, 'data' | 'scores'>,
  tested: string,
): ClassifierModelDescription['figures'] {
  return CONDITIONS.flatMap((condition) => {
    const found = scores[condition];
    if (found === undefined) return [];
    const { images, accuracy, macroF1, auroc, calibrationError, sets, flagged } = found;
    const areas = auroc.filter((area) => area !== null);
    return [
      {
        data: data.name,
        images,
        accuracy,
        macroF1,
        ...(areas.length > 0 && { auroc: areas.reduce((sum, area) => sum + area, 0) / areas.length }),
        calibrationError,
        ...(sets && { coverage: sets.coverage, setSize: sets.meanSize }),
        ...(flagged !== undefined && { flagged }),
        how: `${tested}, ${CONDITION_WORDS[condition]}`,
      },
    ];
  });
}

/** What a fold's images are to the network that is tested on them. */
export function testedFold(fold: number, guarded: boolean): string {
  return `on ${guarded ? 'blocks of images behind a guard block' : 'images'} that nothing was trained or settled on (fold ${fold})`;
}

/**
 * The figures of networks trained in the same way on other folds of a set, as a cross-validation found them.
 * @param classes the model's
 * @throws DatasetError where the result is of a network that was there before, or of other classes
 */
export function crossvalidatedFigures(
  result: ClassificationResult,
  classes: readonly string[],
): ClassifierModelDescription['figures'] {
  const { done, folds } = result;
  if (result.weights !== undefined) {
    throw new DatasetError(`${result.method} on ${result.data.name} is no result of crossval classifier`);
  }
  if (result.classes.join() !== classes.join()) {
    throw new DatasetError(
      `${result.method} on ${result.data.name} is of the classes ${result.classes.join(', ')}; expected ${classes.join(', ')}`,
    );
  }
  const kind = folds.guarded ? 'guarded folds' : 'folds';
  return classifierFigures(result, `by cross-validation, ${done.length} of ${folds.count} ${kind}`);
}
