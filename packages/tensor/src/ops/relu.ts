import type { TensorLike } from '../apply.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const reluOp = unary({
  name: 'relu',
  differentiable: true,
  reference: (x) => (x > 0 || Number.isNaN(x) ? x : 0),
  gpu: 'x <= 0 ? 0 : x',
  wasm: 'relu',
});

/**
 * max(x, 0) of each element.
 *
 * The derivative at 0 is taken as 0.
 *
 * @param x float tensor of any shape, or a number
 * @returns a tensor of x's shape and dtype
 * @throws DTypeError when x has another dtype
 * @example relu(tensor([-1, 2])) // [0, 2]
 */
export function relu(x: TensorLike): Tensor {
  return applyTo(reluOp, [x]);
}
