import type { TensorLike } from '../apply.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const reciprocalOp = unary({
  name: 'reciprocal',
  differentiable: true,
  reference: (x) => 1 / x,
  gpu: '1 / x',
  wasm: 'reciprocal',
});

/**
 * 1 / x of each element.
 *
 * @param x float tensor of any shape, or a number
 * @returns a tensor of x's shape and dtype
 * @throws DTypeError when x has another dtype
 * @example reciprocal(tensor([2, 4])) // [0.5, 0.25]
 */
export function reciprocal(x: TensorLike): Tensor {
  return applyTo(reciprocalOp, [x]);
}
