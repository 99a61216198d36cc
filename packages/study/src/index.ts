export { fitTemperature, type KnownLogits } from './calibrate/temperature.ts';
export * from './classifier/conditions.ts';
export * from './classifier/crossval.ts';
export * from './classifier/evaluate.ts';
export * from './classifier/fold.ts';
export { foldModel } from './classifier/fold-model.ts';
export { classifiedItems, leftOutWords } from './classifier/fold-split.ts';
export { crossvalidatedFigures } from './classifier/model-figures.ts';
export * from './classifier/recipe.ts';
export * from './classifier/result.ts';
export * from './classifier/train.ts';
export * from './classifier/train-model.ts';
export { type KnownVerdict, verdictsIn } from './classifier/verdicts.ts';
export * from './clusters/cluster-table.ts';
export { chosenEvenly } from './datasets/chosen-evenly.ts';
export {
  type Dataset,
  DatasetError,
  type DatasetItem,
  type MaskLevels,
  type Part,
  type Split,
} from './datasets/dataset.ts';
export { datasetDigest } from './datasets/digest.ts';
export { type DrawnFeature, type DrawnOutlines, readOutlines } from './datasets/geojson.ts';
export { type ItemTruth, itemTruth } from './datasets/item-truth.ts';
export { MASK_KINDS, type MaskFile, type MaskKind } from './datasets/mask-file.ts';
export { type OpenOptions, openDataset } from './datasets/open.ts';
export { type ImageReading, imageReading } from './datasets/reading.ts';
export { type DatasetDescription, type DatasetName, datasets, findDataset } from './datasets/registry.ts';
export { withoutScaleBar, withoutScaleBarOf } from './datasets/scale-bar.ts';
export { itemsMarked, mixedSplits, SPLITS } from './datasets/split.ts';
export { readTruth, type Truth } from './datasets/truth.ts';
export { type DatasetVerification, verifyDataset } from './datasets/verify.ts';
export * from './evaluate/schema.ts';
export { evaluateSegmentation, type SegmentationEvaluation } from './evaluate/segmentation.ts';
export { readTruths, type Truths } from './evaluate/truths.ts';
export { countedPrediction, unmarkedNuclei } from './evaluate/unmarked.ts';
export * from './explain/faithfulness.ts';
export * from './familiarity/evaluate.ts';
export * from './familiarity/picture-kinds.ts';
export * from './familiarity/strange-pictures.ts';
export { assignFolds } from './folds/assign.ts';
export * from './folds/fold-file.ts';
export * from './folds/guarded.ts';
export * from './metrics/bootstrap.ts';
export * from './metrics/boundary-score.ts';
export { classScores, type Verdict } from './metrics/class-scores.ts';
export * from './metrics/mask-scores.ts';
export * from './metrics/object-score.ts';
export { countPixels, type PixelCounts, type PixelScores, pixelScores } from './metrics/pixel-scores.ts';
export * from './metrics/selective-accuracy.ts';
export * from './metrics/summary.ts';
export * from './published/citations.ts';
export {
  CLASSIFICATION_METHODS,
  type ClassificationFile,
  type ClassificationMethod,
  classificationFile,
} from './published/classification/methods.ts';
export { classificationPage } from './published/classification/page.ts';
export { COVERAGES, STATE_TITLES } from './published/classification/state-tables.ts';
export type { PageFigure } from './published/page-figure.ts';
export { mainIou } from './published/paired-difference.ts';
export {
  RESULT_METHODS,
  type ResultFile,
  type ResultMethod,
  resultFile,
} from './published/result-methods.ts';
export { resultsPage } from './published/results-page.ts';
export * from './published/segmentation-tables.ts';
export * from './published/tables-beside.ts';
export * from './random.ts';
export * from './shards/merge-classification.ts';
export * from './shards/merge-segmentation.ts';
export * from './shards/result-shard.ts';
export * from './shortcuts/crossval.ts';
export { SHORTCUTS, type Shortcut, shortcutMethod } from './shortcuts/features.ts';
export { backgroundSwap } from './swaps/background-swap.ts';
export { noisy } from './swaps/noisy.ts';
export { nucleiWithRim, stainOf, stainSwap } from './swaps/stain-swap.ts';
export { type CellType, cellTypes } from './synth/cell-types.ts';
export { drawRegion, drawSmear, MOST_SMEAR_PIXELS, type Smear, type SmearRegion } from './synth/draw.ts';
export { type SmearOptions, smearOptions, smearOptionsSchema } from './synth/options.ts';
export { planSmear, type SmearPlan } from './synth/plan.ts';
export { type SampleSmear, sampleSmears } from './synth/samples.ts';
export { PATCH, type SlideOptions, slideOptionsSchema } from './synth/slide/options.ts';
export { type SlideCell, type SlidePatch, SyntheticSlide } from './synth/slide/slide-plan.ts';
export { type StainName, stainNames } from './synth/stains.ts';
export type { SmearCell } from './synth/visible-cells.ts';
export type { EpochRecord as TrainingEpoch } from './training/loop.ts';
export { isSameRecipe } from './training/same-recipe.ts';
export * from './unet/crossval.ts';
export * from './unet/model-figures.ts';
export * from './unet/recipe.ts';
export * from './unet/recipes.ts';
export type { TrainingSample } from './unet/samples.ts';
export * from './unet/train.ts';
export * from './unet/train-and-score.ts';
export * from './unet/train-model.ts';
