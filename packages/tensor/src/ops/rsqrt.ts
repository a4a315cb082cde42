import type { TensorLike } from '../apply.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const rsqrtOp = unary({
  name: 'rsqrt',
  differentiable: true,
  reference: (x) => 1 / Math.sqrt(x),
  gpu: 'rsqrt(x)',
  wasm: 'rsqrt',
});

/**
 * 1 / sqrt(x) of each element.
 *
 * @param x float tensor of any shape, or a number
 * @returns a tensor of x's shape and dtype
 * @throws DTypeError when x has another dtype
 * @example rsqrt(tensor([4, 16])) // [0.5, 0.25]
 */
export function rsqrt(x: TensorLike): Tensor {
  return applyTo(rsqrtOp, [x]);
}
