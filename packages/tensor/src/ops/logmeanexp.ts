import type { TensorLike } from '../apply.ts';
import { type ReductionOptions, reduce, reduction } from '../families/reduction.ts';
import type { Tensor } from '../tensor.ts';
import { finiteMaxFold, logSumOfExponentials } from './logsumexp.ts';

export const logmeanexpOp = reduction({
  name: 'logmeanexp',
  differentiable: true,
  emptyAllowed: false,
  reference: (slice) => logSumOfExponentials(slice) - Math.log(slice.length),
  gpu: [finiteMaxFold, { each: 'exp(x - shift)', start: '0', fold: 'total + x', finish: 'shift + log(total / count)' }],
  wasm: 'logmeanexp',
});

/**
 * log of the mean of exp(x) along the axes, without overflow: logsumexp(x) - log n. It is the partition term of the
 * Donsker-Varadhan bound.
 *
 * @param x float tensor of any shape
 * @param options.axis axis or axes to fold, all when left out; options.keepDims keeps them with length 1
 * @returns a tensor without the folded axes
 * @throws ShapeError when an axis does not exist or is empty; DTypeError when x is not float
 * @example logmeanexp(tensor([1000, 1000])) // 1000
 */
export function logmeanexp(x: TensorLike, options?: ReductionOptions): Tensor {
  return reduce(logmeanexpOp, x, options);
}
