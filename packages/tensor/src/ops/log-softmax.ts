import type { TensorLike } from '../apply.ts';
import { type AlongAxisOptions, alongAxis, rewriteAxis } from '../families/along-axis.ts';
import type { Tensor } from '../tensor.ts';
import { finiteMax, finiteMaxFold } from './logsumexp.ts';

export const logSoftmaxOp = alongAxis({
  name: 'logSoftmax',
  differentiable: true,
  reference: normalizedLogits,
  gpu: {
    kind: 'formula',
    folds: [
      finiteMaxFold,
      { as: 'logTotal', each: 'exp(x - shift)', start: '0', fold: 'total + x', finish: 'log(total)' },
    ],
    formula: 'x - shift - logTotal',
  },
  wasm: 'logSoftmax',
});

/**
 * x - logsumexp(x) along an axis: the logarithm of softmax, accurate where softmax itself underflows.
 *
 * @param x float tensor of rank 1 or more
 * @param options.axis the axis to work along; the last one when left out
 * @returns a tensor of x's shape
 * @throws ShapeError when the axis does not exist; DTypeError when x is not float
 * @example logSoftmax(tensor([0, 0])) // [-0.6931472, -0.6931472]
 */
export function logSoftmax(x: TensorLike, options?: AlongAxisOptions): Tensor {
  return rewriteAxis(logSoftmaxOp, x, options);
}

function normalizedLogits(slice: Float64Array): Float64Array {
  const shift = finiteMax(slice);
  const logTotal = Math.log(slice.reduce((sum, value) => sum + Math.exp(value - shift), 0));
  return slice.map((value) => value - shift - logTotal);
}
