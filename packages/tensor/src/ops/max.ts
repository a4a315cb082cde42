import type { TensorLike } from '../apply.ts';
import { type ReductionOptions, reduce, reduction } from '../families/reduction.ts';
import type { Tensor } from '../tensor.ts';

export const maxOp = reduction({
  name: 'max',
  accepts: 'number',
  differentiable: true,
  emptyAllowed: false,
  reference: largest,
  gpu: [{ start: '-infinity', fold: 'maximum(total, x)' }],
  wasm: 'max',
});

/**
 * The largest element along the axes; NaN if any is NaN.
 *
 * Where several elements are largest, they share the derivative equally.
 *
 * @param x float or int32 tensor of any shape
 * @param options.axis axis or axes to fold, all when left out; options.keepDims keeps them with length 1
 * @returns a tensor without the folded axes
 * @throws ShapeError when an axis does not exist or is empty; DTypeError when x has another dtype
 * @example max(tensor([[1, 4], [3, 2]]), { axis: 0 }) // [3, 4]
 */
export function max(x: TensorLike, options?: ReductionOptions): Tensor {
  return reduce(maxOp, x, options);
}

function largest(slice: Float64Array): number {
  let max = -Infinity;
  for (const value of slice) max = Math.max(max, value);
  return max;
}
