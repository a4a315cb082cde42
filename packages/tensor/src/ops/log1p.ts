import type { TensorLike } from '../apply.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const log1pOp = unary({
  name: 'log1p',
  differentiable: true,
  reference: Math.log1p,
  gpu: 'log1p(x)',
  wasm: 'log1p',
});

/**
 * log(1 + x) of each element, accurate near 0.
 *
 * @param x float tensor of any shape, or a number
 * @returns a tensor of x's shape and dtype
 * @throws DTypeError when x has another dtype
 * @example log1p(tensor([0, 1])) // [0, 0.6931472]
 */
export function log1p(x: TensorLike): Tensor {
  return applyTo(log1pOp, [x]);
}
