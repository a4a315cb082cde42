import type { TensorLike } from '../apply.ts';
import { type AlongAxisOptions, alongAxis, rewriteAxis } from '../families/along-axis.ts';
import type { Tensor } from '../tensor.ts';
import { finiteMax, finiteMaxFold } from './logsumexp.ts';

export const softmaxOp = alongAxis({
  name: 'softmax',
  differentiable: true,
  reference: normalizedExponentials,
  gpu: {
    kind: 'formula',
    folds: [finiteMaxFold, { as: 'sum', each: 'exp(x - shift)', start: '0', fold: 'total + x' }],
    formula: 'exp(x - shift) / sum',
  },
  wasm: 'softmax',
});

/**
 * exp(x) / Σ exp(x) along an axis: positive values that sum to 1.
 *
 * @param x float tensor of rank 1 or more
 * @param options.axis the axis to work along; the last one when left out
 * @returns a tensor of x's shape
 * @throws ShapeError when the axis does not exist; DTypeError when x is not float
 * @example softmax(tensor([0, 0])) // [0.5, 0.5]
 */
export function softmax(x: TensorLike, options?: AlongAxisOptions): Tensor {
  return rewriteAxis(softmaxOp, x, options);
}

function normalizedExponentials(slice: Float64Array): Float64Array {
  const shift = finiteMax(slice);
  const exponentials = slice.map((value) => Math.exp(value - shift));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return exponentials.map((value) => value / total);
}
