import type { TensorLike } from '../apply.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const logOp = unary({
  name: 'log',
  differentiable: true,
  reference: Math.log,
  gpu: 'log(x)',
  wasm: 'log',
});

/**
 * The natural logarithm of each element.
 *
 * log(0) is -Infinity; the logarithm of a negative number is NaN.
 *
 * @param x float tensor of any shape, or a number
 * @returns a tensor of x's shape and dtype
 * @throws DTypeError when x has another dtype
 * @example log(tensor([1, 10])) // [0, 2.3025851]
 */
export function log(x: TensorLike): Tensor {
  return applyTo(logOp, [x]);
}
