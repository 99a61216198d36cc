import { GraphError } from '../graph/errors.ts';
import { shapeError } from '../graph/operation.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { add, cast, div, equal, mul, neg } from '../ops/elementwise.ts';
import { logSoftmax, mean, sum } from '../ops/reduce.ts';
import { reshape } from '../ops/shape.ts';

export interface CrossEntropyOptions {
  /** How much each class counts; default 1 each. The loss is then the weighted mean, as in PyTorch. */
  readonly classWeights?: readonly number[];
  /** Share of the target spread evenly over all classes, 0 to below 1. Default 0. */
  readonly labelSmoothing?: number;
}

/**
 * The mean over the batch of -ln of the probability that softmax gives the right class.
 * @param logits [batch, classes]
 * @param labels [batch], int64, each 0 to classes - 1; an image with any other label does not count as it should, so check labels
 *   where they come from
 */
export function crossEntropy(
  logits: Tensor,
  labels: Tensor,
  { classWeights, labelSmoothing = 0 }: CrossEntropyOptions = {},
): Tensor {
  const [batch, classes] = logits.shape;
  if (
    logits.shape.length !== 2 ||
    typeof classes !== 'number' ||
    labels.dtype !== 'int64' ||
    labels.shape.length !== 1 ||
    labels.shape[0] !== batch
  ) {
    throw shapeError('crossEntropy', [logits, labels], 'logits [batch, classes] and int64 labels [batch]');
  }
  if (classWeights && classWeights.length !== classes) {
    throw shapeError(
      'crossEntropy',
      [logits, labels],
      `${classes} class weights, not ${classWeights.length}`,
    );
  }
  if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
    throw new GraphError(`crossEntropy: labelSmoothing ${labelSmoothing}; expected 0 to below 1`);
  }
  const indices = constant([...Array(classes).keys()], [1, classes], 'int64');
  const right = cast(equal(reshape(labels, [batch as number, 1]), indices), 'float32');
  const target = labelSmoothing > 0 ? add(mul(right, 1 - labelSmoothing), labelSmoothing / classes) : right;
  const weighted = classWeights ? mul(target, constant(classWeights, [1, classes])) : target;
  const perImage = sum(mul(weighted, logSoftmax(logits)), { axes: [1] });
  if (!classWeights) return neg(mean(perImage));
  // each image counts as its true class does
  return neg(div(sum(perImage), sum(mul(right, constant(classWeights, [1, classes])))));
}
