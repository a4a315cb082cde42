import type { TensorLike } from '../apply.ts';
import { type ReductionOptions, reduce, reduction } from '../families/reduction.ts';
import type { SliceFold } from '../op.ts';
import type { Tensor } from '../tensor.ts';

/** `finiteMax` as a kernel knows it, called `shift`. */
export const finiteMaxFold: SliceFold = {
  as: 'shift',
  start: '-3.4028234663852886e38',
  fold: 'x > total ? x : total',
  finish: 'total < 3.4028234663852886e38 ? total : 3.4028234663852886e38',
};

export const logsumexpOp = reduction({
  name: 'logsumexp',
  differentiable: true,
  emptyAllowed: true,
  reference: logSumOfExponentials,
  gpu: [finiteMaxFold, { each: 'exp(x - shift)', start: '0', fold: 'total + x', finish: 'shift + log(total)' }],
  wasm: 'logsumexp',
});

/**
 * log Σ exp(x) along the axes, without overflow or underflow: the largest element is taken out first.
 *
 * -Infinity for no elements, as the logarithm of an empty sum.
 *
 * @param x float tensor of any shape
 * @param options.axis axis or axes to fold, all when left out; options.keepDims keeps them with length 1
 * @returns a tensor without the folded axes
 * @throws ShapeError when an axis does not exist; DTypeError when x has another dtype
 * @example logsumexp(tensor([0, 0])) // 0.6931472
 */
export function logsumexp(x: TensorLike, options?: ReductionOptions): Tensor {
  return reduce(logsumexpOp, x, options);
}

export function logSumOfExponentials(slice: Float64Array): number {
  const shift = finiteMax(slice);
  let sum = 0;
  for (const value of slice) sum += Math.exp(value - shift);
  return shift + Math.log(sum);
}

/** The largest element within the finite range: infinities and NaN stay what they are when it is taken off. */
export function finiteMax(slice: Float64Array): number {
  let max = -Number.MAX_VALUE;
  for (const value of slice) if (value > max) max = value;
  return Math.min(max, Number.MAX_VALUE);
}
