import type { TensorLike } from '../apply.ts';
import { binary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const tanhGradOp = binary({
  name: 'tanhGrad',
  inputs: ['g', 'y'],
  differentiable: true,
  reference: (g, y) => g * (1 - y * y),
  gpu: 'g * ((1 - y) * (1 + y))',
  wasm: 'tanhGrad',
});

/**
 * The vector-Jacobian product of tanh, in one pass and from its output y = tanh(x): g (1 - y²).
 *
 * @param g cotangent of y
 * @param y output of tanh, of a shape that broadcasts with g
 * @returns the cotangent of x
 * @throws ShapeError, DTypeError as every binary operation
 * @example tanhGrad(tensor([2, 2]), tensor([0, 0.5])) // [2, 1.5]
 */
export function tanhGrad(g: TensorLike, y: TensorLike): Tensor {
  return applyTo(tanhGradOp, [g, y]);
}
