import type { TensorLike } from '../apply.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const floorOp = unary({
  name: 'floor',
  differentiable: false,
  reference: Math.floor,
  gpu: 'floor(x)',
  wasm: 'floor',
});

/**
 * The largest whole number not above each element.
 *
 * @param x float tensor of any shape, or a number
 * @returns a tensor of x's shape and dtype
 * @throws DTypeError when x has another dtype
 * @example floor(tensor([1.5, -1.5])) // [1, -2]
 */
export function floor(x: TensorLike): Tensor {
  return applyTo(floorOp, [x]);
}
