import type { TensorLike } from '../apply.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const softplusOp = unary({
  name: 'softplus',
  differentiable: true,
  reference: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  gpu: 'softplus(x)',
  wasm: 'softplus',
});

/**
 * log(1 + exp(x)) of each element, without overflow.
 *
 * @param x float tensor of any shape, or a number
 * @returns a tensor of x's shape and dtype
 * @throws DTypeError when x has another dtype
 * @example softplus(tensor([0, 100])) // [0.6931472, 100]
 */
export function softplus(x: TensorLike): Tensor {
  return applyTo(softplusOp, [x]);
}
