import type { OutlineModelDescription } from '@leukolens/cad';
import type { SegmentationResult } from '../evaluate/schema.ts';

/** What a model's description says of how good networks of its kind are: from results on images that they had not seen. */
export function modelFigures(results: readonly SegmentationResult[]): OutlineModelDescription['figures'] {
  return results.map(({ data, perImage, mean, meanIgnoringUnmarked, crossValidation }) => {
    const folds = crossValidation
      ? `by cross-validation, ${crossValidation.done.length} of ${crossValidation.folds} folds, trained on the other folds of ${crossValidation.trainedOn.join(', ')}`
      : 'by a network that was trained on other sets';
    const unmarked = meanIgnoringUnmarked
      ? `; without what the truth does not mark (as given ${mean.iou.toFixed(3)})`
      : '';
    return {
      data: data.name,
      images: perImage.length,
      iou: (meanIgnoringUnmarked ?? mean).iou,
      how: `mean IoU per image ${folds}${unmarked}`,
    };
  });
}
