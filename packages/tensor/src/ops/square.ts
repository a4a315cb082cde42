import type { TensorLike } from '../apply.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const squareOp = unary({
  name: 'square',
  differentiable: true,
  reference: (x) => x * x,
  gpu: 'x * x',
  wasm: 'square',
});

/**
 * Each element times itself.
 *
 * @param x float tensor of any shape, or a number
 * @returns a tensor of x's shape and dtype
 * @throws DTypeError when x has another dtype
 * @example square(tensor([2, -3])) // [4, 9]
 */
export function square(x: TensorLike): Tensor {
  return applyTo(squareOp, [x]);
}
