import { type Dataset, DatasetError, type DatasetItem } from '../datasets/dataset.ts';
import { assembleResult, type ResultParts } from '../evaluate/assemble.ts';
import type { ImageEvaluation } from '../evaluate/image.ts';
import type { SegmentationResult } from '../evaluate/schema.ts';
import { summariseScores } from '../metrics/summary.ts';

/** Folds on which recipes are searched; figures are given without them, too. */
const SEARCHED_FOLDS = [0, 1];

type CrossValidation = NonNullable<SegmentationResult['crossValidation']>;

/**
 * The result of a cross-validation as far as it is done.
 * @param scored images with their folds, in any order; of an image that is there twice the later score counts
 */
export async function foldedResult(
  dataset: Dataset,
  scored: readonly ImageEvaluation[],
  made: Pick<ResultParts, 'method' | 'seed' | 'software'>,
  validation: Omit<CrossValidation, 'meanUnsearched'>,
): Promise<SegmentationResult> {
  const items = dataset.items.filter(({ maskPath }) => maskPath !== undefined);
  const byId = new Map(scored.map((each) => [each.item.id, each]));
  const images = items.flatMap(({ id }) => byId.get(id) ?? []);
  const unsearched = images.filter(({ fold }) => !SEARCHED_FOLDS.includes(fold!));
  const parts = { dataset, images, failures: [], items: items.length, settings: {} };
  return {
    ...(await assembleResult({ ...made, ...parts })),
    crossValidation: {
      ...validation,
      done: validation.done.toSorted((a, b) => a.fold - b.fold),
      ...(unsearched.length > 0 && {
        meanUnsearched: summariseScores(
          unsearched.map((image) => image.countsIgnoringUnmarked ?? image.counts),
          { seed: 0, resamples: 1 },
        ).mean,
      }),
    },
  };
}

/** The images of a result read back, as they were when it was written. @throws DatasetError where one is not in the set */
export function earlierImages(
  result: SegmentationResult | undefined,
  items: readonly DatasetItem[],
): ImageEvaluation[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  return (result?.perImage ?? []).map(
    ({ image, counts, countsIgnoringUnmarked, countsByOther, countsBetween, fold }) => {
      const item = byId.get(image);
      if (item === undefined)
        throw new DatasetError(`the result holds ${image}, which is not in ${result!.data.name}`);
      return {
        item,
        counts,
        ...(countsIgnoringUnmarked && { countsIgnoringUnmarked }),
        ...(countsByOther && { countsByOther }),
        ...(countsBetween && { countsBetween }),
        ...(fold !== undefined && { fold }),
      };
    },
  );
}
