import {
  type ClassifierModelDescription,
  learnClusterSpace,
  MODEL_SCHEMA_VERSION,
  NOTICE,
} from '@leukolens/cad';
import type { Dataset } from '../datasets/dataset.ts';
import { termsOf, trainingRecord } from '../training/trained-on.ts';
import type { ClassifierFoldDone } from './fold.ts';
import { classifierFigures, testedFold } from './model-figures.ts';
import type { ClassificationResult } from './result.ts';
import { classifierLimits } from './train-model.ts';

/**
 * A fold's network as a model: calibrated, with what it knows of its images, and with figures on images that it has not seen.
 * @param result of this fold alone
 * @param start the model that its training began with
 */
export function foldModel(
  name: string,
  dataset: Dataset,
  done: ClassifierFoldDone,
  result: ClassificationResult,
  start?: ClassifierModelDescription,
): Omit<ClassifierModelDescription, 'weights'> {
  const [fold] = result.done;
  const { data, recipe, seed, folds } = result;
  const clean = done.verdicts.filter(({ condition }) => condition === 'clean');
  return {
    schemaVersion: MODEL_SCHEMA_VERSION,
    kind: 'classifier',
    name,
    notice: NOTICE,
    design: recipe.design as unknown as ClassifierModelDescription['design'],
    temperature: done.temperature,
    ...(done.conformal && { conformal: done.conformal }),
    ...(done.familiarity && { familiarity: done.familiarity }),
    ...(clean.length > 1 && { clusterSpace: learnClusterSpace(clean) }),
    training: trainingRecord(
      [{ name: data.name, images: fold!.train, sha256: data.sha256, terms: termsOf(dataset) }],
      recipe,
      seed,
      start,
    ),
    figures: classifierFigures(result, testedFold(fold!.fold, folds.guarded)),
    limits: classifierLimits([dataset], result.refit),
  };
}
