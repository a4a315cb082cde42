import type { TensorLike } from '../apply.ts';
import { type ReductionOptions, reduce, reduction } from '../families/reduction.ts';
import type { Tensor } from '../tensor.ts';

export const sumOp = reduction({
  name: 'sum',
  accepts: 'number',
  differentiable: true,
  emptyAllowed: true,
  reference: total,
  gpu: [{ start: '0', fold: 'total + x' }],
  wasm: 'sum',
});

/**
 * The sum of the elements along the axes; 0 for none.
 *
 * @param x float or int32 tensor of any shape
 * @param options.axis axis or axes to fold, all when left out; options.keepDims keeps them with length 1
 * @returns a tensor without the folded axes
 * @throws ShapeError when an axis does not exist; DTypeError when x has another dtype
 * @example sum(tensor([[1, 2], [3, 4]]), { axis: 0 }) // [4, 6]
 */
export function sum(x: TensorLike, options?: ReductionOptions): Tensor {
  return reduce(sumOp, x, options);
}

function total(slice: Float64Array): number {
  let sum = 0;
  for (const value of slice) sum += value;
  return sum;
}
