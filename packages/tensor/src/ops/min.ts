import type { TensorLike } from '../apply.ts';
import { type ReductionOptions, reduce, reduction } from '../families/reduction.ts';
import type { Tensor } from '../tensor.ts';

export const minOp = reduction({
  name: 'min',
  accepts: 'number',
  differentiable: true,
  emptyAllowed: false,
  reference: smallest,
  gpu: [{ start: 'infinity', fold: 'minimum(total, x)' }],
  wasm: 'min',
});

/**
 * The smallest element along the axes; NaN if any is NaN.
 *
 * Where several elements are smallest, they share the derivative equally.
 *
 * @param x float or int32 tensor of any shape
 * @param options.axis axis or axes to fold, all when left out; options.keepDims keeps them with length 1
 * @returns a tensor without the folded axes
 * @throws ShapeError when an axis does not exist or is empty; DTypeError when x has another dtype
 * @example min(tensor([[1, 4], [3, 2]]), { axis: 0 }) // [1, 2]
 */
export function min(x: TensorLike, options?: ReductionOptions): Tensor {
  return reduce(minOp, x, options);
}

function smallest(slice: Float64Array): number {
  let min = Infinity;
  for (const value of slice) min = Math.min(min, value);
  return min;
}
