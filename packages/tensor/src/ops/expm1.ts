import type { TensorLike } from '../apply.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const expm1Op = unary({
  name: 'expm1',
  differentiable: true,
  reference: Math.expm1,
  gpu: 'expm1(x)',
  wasm: 'expm1',
});

/**
 * exp(x) - 1 of each element, accurate near 0.
 *
 * @param x float tensor of any shape, or a number
 * @returns a tensor of x's shape and dtype
 * @throws DTypeError when x has another dtype
 * @example expm1(tensor([0, 1])) // [0, 1.7182818]
 */
export function expm1(x: TensorLike): Tensor {
  return applyTo(expm1Op, [x]);
}
