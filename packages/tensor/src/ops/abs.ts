import type { TensorLike } from '../apply.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const absOp = unary({
  name: 'abs',
  accepts: 'number',
  differentiable: true,
  reference: Math.abs,
  gpu: 'abs(x)',
  wasm: 'abs',
});

/**
 * The magnitude of each element.
 *
 * The derivative at 0 is taken as 0.
 *
 * @param x float or int32 tensor of any shape, or a number
 * @returns a tensor of x's shape and dtype
 * @throws DTypeError when x has another dtype
 * @example abs(tensor([1, -2])) // [1, 2]
 */
export function abs(x: TensorLike): Tensor {
  return applyTo(absOp, [x]);
}
