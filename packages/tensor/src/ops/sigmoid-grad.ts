import type { TensorLike } from '../apply.ts';
import { binary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const sigmoidGradOp = binary({
  name: 'sigmoidGrad',
  inputs: ['g', 'y'],
  differentiable: true,
  reference: (g, y) => g * y * (1 - y),
  gpu: 'g * y * (1 - y)',
  wasm: 'sigmoidGrad',
});

/**
 * The vector-Jacobian product of sigmoid, in one pass and from its output y = sigmoid(x): g y (1 - y).
 *
 * @param g cotangent of y
 * @param y output of sigmoid, of a shape that broadcasts with g
 * @returns the cotangent of x
 * @throws ShapeError, DTypeError as every binary operation
 * @example sigmoidGrad(tensor([4]), tensor([0.5])) // [1]
 */
export function sigmoidGrad(g: TensorLike, y: TensorLike): Tensor {
  return applyTo(sigmoidGradOp, [g, y]);
}
