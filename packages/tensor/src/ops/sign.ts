import type { TensorLike } from '../apply.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const signOp = unary({
  name: 'sign',
  accepts: 'number',
  differentiable: false,
  reference: Math.sign,
  gpu: 'sign(x)',
  wasm: 'sign',
});

/**
 * -1, 0 or 1 by the sign of each element; NaN stays NaN.
 *
 * @param x float or int32 tensor of any shape, or a number
 * @returns a tensor of x's shape and dtype
 * @throws DTypeError when x has another dtype
 * @example sign(tensor([-3, 0, 5])) // [-1, 0, 1]
 */
export function sign(x: TensorLike): Tensor {
  return applyTo(signOp, [x]);
}
