import { GraphError } from '../graph/errors.ts';
import type { Scope } from '../graph/model.ts';
import type { Tensor } from '../graph/tensor.ts';
import { mul } from '../ops/elementwise.ts';
import { keepMask } from '../ops/random.ts';

/**
 * Dropout (Srivastava et al. 2014): in training each element is dropped with probability `rate`, and the others are
 * scaled so that the mean stays. In inference, or at rate 0, x itself.
 */
export function dropout(scope: Scope, x: Tensor, rate: number): Tensor {
  if (!(rate >= 0 && rate < 1)) throw new GraphError(`dropout: rate ${rate}; expected 0 to below 1`);
  return scope.training && rate > 0 ? mul(x, keepMask(scope.randomKey(), x.shape, 1 - rate)) : x;
}
