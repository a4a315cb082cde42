import type { TensorLike } from '../apply.ts';
import { type AlongAxisOptions, alongAxis, rewriteAxis } from '../families/along-axis.ts';
import type { Tensor } from '../tensor.ts';

export const cumsumOp = alongAxis({
  name: 'cumsum',
  differentiable: true,
  reference: runningSum,
  gpu: { kind: 'running', fold: { start: '0', fold: 'total + x' } },
  wasm: 'cumsum',
});

/**
 * The running sum along an axis.
 *
 * @param x float tensor of rank 1 or more
 * @param options.axis the axis to work along; the last one when left out
 * @returns a tensor of x's shape
 * @throws ShapeError when the axis does not exist; DTypeError when x is not float
 * @example cumsum(tensor([1, 2, 3])) // [1, 3, 6]
 */
export function cumsum(x: TensorLike, options?: AlongAxisOptions): Tensor {
  return rewriteAxis(cumsumOp, x, options);
}

function runningSum(slice: Float64Array): Float64Array {
  let sum = 0;
  return slice.map((value) => {
    sum += value;
    return sum;
  });
}
