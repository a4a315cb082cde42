import type { TensorLike } from '../apply.ts';
import { type ReductionOptions, reduce, reduction } from '../families/reduction.ts';
import type { Tensor } from '../tensor.ts';

export const meanOp = reduction({
  name: 'mean',
  differentiable: true,
  emptyAllowed: false,
  reference: average,
  gpu: [{ start: '0', fold: 'total + x', finish: 'total / count' }],
  wasm: 'mean',
});

/**
 * The arithmetic mean along the axes.
 *
 * @param x float tensor of any shape
 * @param options.axis axis or axes to fold, all when left out; options.keepDims keeps them with length 1
 * @returns a tensor without the folded axes
 * @throws ShapeError when an axis does not exist or is empty; DTypeError when x has another dtype
 * @example mean(tensor([[1, 2], [3, 4]]), { axis: 1 }) // [1.5, 3.5]
 */
export function mean(x: TensorLike, options?: ReductionOptions): Tensor {
  return reduce(meanOp, x, options);
}

function average(slice: Float64Array): number {
  let sum = 0;
  for (const value of slice) sum += value;
  return sum / slice.length;
}
