import type { TensorLike } from '../apply.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const sinOp = unary({
  name: 'sin',
  differentiable: true,
  reference: Math.sin,
  gpu: 'sin(x)',
  wasm: 'sin',
});

/**
 * The sine of each element, in radians.
 *
 * @param x float tensor of any shape, or a number
 * @returns a tensor of x's shape and dtype
 * @throws DTypeError when x has another dtype
 * @example sin(tensor([0, 1])) // [0, 0.841471]
 */
export function sin(x: TensorLike): Tensor {
  return applyTo(sinOp, [x]);
}
