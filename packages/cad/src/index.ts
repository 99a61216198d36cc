export * from './analyze/analyzer.ts';
export { cellReader, unlikeWarnings } from './analyze/cell-reader.ts';
export { mapResult } from './analyze/class-reader.ts';
export { type MethodNetwork, makeSegmenter } from './analyze/make-segmenter.ts';
export * from './analyze/method.ts';
export * from './certainty/conformal.ts';
export * from './certainty/image-statistics.ts';
export * from './certainty/out-of-distribution.ts';
export * from './certainty/wilson.ts';
export { ClassScorer, type ClassScorerOptions } from './classify/class-scorer.ts';
export * from './classify/classification.ts';
export * from './classify/classifier-view.ts';
export * from './classify/content-statistics.ts';
export * from './classify/design.ts';
export * from './classify/image-classifier.ts';
export * from './classify/nucleus-classifier.ts';
export { type NucleusPlace, nucleusCrop } from './classify/nucleus-crop.ts';
export * from './classify/own-nuclei.ts';
export * from './classify/softmax.ts';
export { complement, inCommonStain, inStain, type Stain, withRim } from './classify/stain.ts';
export * from './classify/windows.ts';
export * from './clusters/cluster-space.ts';
export * from './clusters/principal-components.ts';
export * from './clusters/separability.ts';
export {
  type LayerValues,
  MAP_METHODS,
  MAP_TITLES,
  type MapMethod,
  POOLED_LAYER_NOTE,
  type RawMap,
  rawMaps,
} from './explain/activation-maps.ts';
export { edgeMap, randomMap } from './explain/baseline-maps.ts';
export { Explainer, type ExplainerOptions, type Explanation } from './explain/explainer.ts';
export { type FinalMap, finalMap, mapAt } from './explain/final-map.ts';
export {
  ImageExplainer,
  type ImageExplainerOptions,
  type ImageExplanation,
} from './explain/image-explainer.ts';
export { energyByObject, energyInside, type PictureMap, pointsInside } from './explain/location.ts';
export {
  blurred,
  type PerturbationCurve,
  type PerturbationOptions,
  perturb,
  type Scorer,
} from './explain/perturbation.ts';
export { randomisedWeights } from './explain/randomised-weights.ts';
export { rankCorrelation } from './explain/rank-correlation.ts';
export * from './models/model-description.ts';
export * from './models/model-error.ts';
export * from './models/model-files.ts';
export * from './nuclei/nuclei.ts';
export * from './results.ts';
export * from './segment/ensemble.ts';
export type { FieldStatistics } from './segment/field-statistics.ts';
export * from './segment/handcrafted.ts';
export * from './segment/network/design.ts';
export * from './segment/network/input-tables.ts';
export * from './segment/network/network-input.ts';
export * from './segment/network/network-segmenter.ts';
export * from './segment/network/outline-network.ts';
export * from './segment/network/working-scale.ts';
export * from './segment/segmenter.ts';
export * from './self-check/network-check.ts';
export * from './self-check/self-check.ts';
export * from './slide/slide-statistics.ts';
export * from './slide/slide-summary.ts';
export * from './slide/tile-nuclei.ts';
export * from './slide/tissue-map.ts';
export * from './software.ts';
