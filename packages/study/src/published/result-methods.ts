import type { SegmentationResult } from '../evaluate/schema.ts';

/** A result file's method: how tables call it, and what it is. */
export interface ResultMethod {
  /** As in the file's name, `segmentation-SET-METHOD.json`. */
  readonly key: string;
  readonly title: string;
  readonly about: string;
}

/** In the order of the tables. */
export const RESULT_METHODS: readonly ResultMethod[] = [
  { key: 'handcrafted', title: 'Handcrafted', about: "the paper's Algorithm 1; nothing is trained" },
  {
    key: 'unet-paper',
    title: "U-Net, paper's recipe",
    about: "cross-validated on the set, trained as the paper's Table A2 says",
  },
  { key: 'unet', title: 'U-Net', about: 'cross-validated on the set, by our recipe' },
  {
    key: 'unet-universal',
    title: 'U-Net, universal',
    about: 'one network for all sets, cross-validated: of each set, no fold is scored that was trained on',
  },
  { key: 'unet-and', title: 'Ensemble, and', about: 'what handcrafted and U-Net both mark' },
  {
    key: 'unet-object',
    title: 'Ensemble, object',
    about: 'whole objects of either that the other confirms',
  },
  {
    key: 'unet-leave-one-out',
    title: 'U-Net, set left out',
    about: 'trained on the other sets alone: it never saw a smear of this one',
  },
];

/** A result with what its file's name says. */
export interface ResultFile {
  readonly method: ResultMethod;
  readonly result: SegmentationResult;
}

/** `name` is the file's: `segmentation-SET-METHOD.json`. Throws where the method is none of the known. */
export function resultFile(name: string, result: SegmentationResult): ResultFile {
  const prefix = `segmentation-${result.data.name}-`;
  const key = name.startsWith(prefix) ? name.slice(prefix.length).replace(/\.json$/, '') : undefined;
  const method = RESULT_METHODS.find((known) => known.key === key);
  if (method === undefined) {
    const known = RESULT_METHODS.map((each) => each.key).join(', ');
    throw new Error(
      `${name} holds a result of ${result.data.name}; expected ${prefix}METHOD.json, METHOD one of ${known}`,
    );
  }
  return { method, result };
}

/** The scores of the main figure: where the truth leaves nuclei out, they count neither way. */
export function mainScores({
  mean,
  meanIgnoringUnmarked,
  interval,
  intervalIgnoringUnmarked,
}: SegmentationResult) {
  return { mean: meanIgnoringUnmarked ?? mean, interval: intervalIgnoringUnmarked ?? interval };
}

/** The cross-validation of a set whose other folds were trained on; folds of a set that no network saw decide nothing. */
export function ownFolds({
  crossValidation,
  data,
}: SegmentationResult): SegmentationResult['crossValidation'] {
  return crossValidation?.trainedOn.includes(data.name) ? crossValidation : undefined;
}
