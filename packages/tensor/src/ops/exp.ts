import type { TensorLike } from '../apply.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const expOp = unary({
  name: 'exp',
  differentiable: true,
  reference: Math.exp,
  gpu: 'exp(x)',
  wasm: 'exp',
});

/**
 * e raised to each element.
 *
 * Finite up to x = 88.72, where float32 itself ends; +Infinity above.
 *
 * @param x float tensor of any shape, or a number
 * @returns a tensor of x's shape and dtype
 * @throws DTypeError when x has another dtype
 * @example exp(tensor([0, 1])) // [1, 2.7182817]
 */
export function exp(x: TensorLike): Tensor {
  return applyTo(expOp, [x]);
}
