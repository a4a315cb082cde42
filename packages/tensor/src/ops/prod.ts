import type { TensorLike } from '../apply.ts';
import { type ReductionOptions, reduce, reduction } from '../families/reduction.ts';
import type { Tensor } from '../tensor.ts';

export const prodOp = reduction({
  name: 'prod',
  differentiable: true,
  emptyAllowed: true,
  reference: product,
  gpu: [{ start: '1', fold: 'total * x' }],
  wasm: 'prod',
});

/**
 * The product of the elements along the axes; 1 for none.
 *
 * Its first derivative is right everywhere, its second is NaN where an element is 0.
 *
 * @param x float tensor of any shape
 * @param options.axis axis or axes to fold, all when left out; options.keepDims keeps them with length 1
 * @returns a tensor without the folded axes
 * @throws ShapeError when an axis does not exist; DTypeError when x has another dtype
 * @example prod(tensor([[1, 2], [3, 4]]), { axis: 1 }) // [2, 12]
 */
export function prod(x: TensorLike, options?: ReductionOptions): Tensor {
  return reduce(prodOp, x, options);
}

function product(slice: Float64Array): number {
  let result = 1;
  for (const value of slice) result *= value;
  return result;
}
