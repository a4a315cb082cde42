import type { TensorLike } from '../apply.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const cosOp = unary({
  name: 'cos',
  differentiable: true,
  reference: Math.cos,
  gpu: 'cos(x)',
  wasm: 'cos',
});

/**
 * The cosine of each element, in radians.
 *
 * @param x float tensor of any shape, or a number
 * @returns a tensor of x's shape and dtype
 * @throws DTypeError when x has another dtype
 * @example cos(tensor([0, 1])) // [1, 0.5403023]
 */
export function cos(x: TensorLike): Tensor {
  return applyTo(cosOp, [x]);
}
