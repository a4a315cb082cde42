import type { TensorLike } from '../apply.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const sqrtOp = unary({
  name: 'sqrt',
  differentiable: true,
  reference: Math.sqrt,
  gpu: 'sqrt(x)',
  wasm: 'sqrt',
});

/**
 * The square root of each element; NaN below 0.
 *
 * @param x float tensor of any shape, or a number
 * @returns a tensor of x's shape and dtype
 * @throws DTypeError when x has another dtype
 * @example sqrt(tensor([4, 9])) // [2, 3]
 */
export function sqrt(x: TensorLike): Tensor {
  return applyTo(sqrtOp, [x]);
}
