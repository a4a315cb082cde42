import type { TensorLike } from '../apply.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const sigmoidOp = unary({
  name: 'sigmoid',
  differentiable: true,
  reference: logistic,
  gpu: 'sigmoid(x)',
  wasm: 'sigmoid',
});

/**
 * The logistic function 1 / (1 + exp(-x)) of each element.
 *
 * @param x float tensor of any shape, or a number
 * @returns a tensor of x's shape and dtype
 * @throws DTypeError when x has another dtype
 * @example sigmoid(tensor([0, 2])) // [0.5, 0.880797]
 */
export function sigmoid(x: TensorLike): Tensor {
  return applyTo(sigmoidOp, [x]);
}

/** Never forms exp of a large positive number, so both tails keep their relative accuracy. */
function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}
