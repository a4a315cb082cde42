import type { TensorLike } from '../apply.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const tanhOp = unary({
  name: 'tanh',
  differentiable: true,
  reference: Math.tanh,
  gpu: 'tanh(x)',
  wasm: 'tanh',
});

/**
 * The hyperbolic tangent of each element.
 *
 * @param x float tensor of any shape, or a number
 * @returns a tensor of x's shape and dtype
 * @throws DTypeError when x has another dtype
 * @example tanh(tensor([0, 1])) // [0, 0.7615942]
 */
export function tanh(x: TensorLike): Tensor {
  return applyTo(tanhOp, [x]);
}
