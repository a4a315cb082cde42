import type { TensorLike } from '../apply.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const logSigmoidOp = unary({
  name: 'logSigmoid',
  differentiable: true,
  reference: (x) => -(Math.max(-x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
  gpu: 'logSigmoid(x)',
  wasm: 'logSigmoid',
});

/**
 * log(sigmoid(x)) of each element, without underflow.
 *
 * @param x float tensor of any shape, or a number
 * @returns a tensor of x's shape and dtype
 * @throws DTypeError when x has another dtype
 * @example logSigmoid(tensor([0, -100])) // [-0.6931472, -100]
 */
export function logSigmoid(x: TensorLike): Tensor {
  return applyTo(logSigmoidOp, [x]);
}
