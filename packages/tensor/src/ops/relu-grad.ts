import type { TensorLike } from '../apply.ts';
import { binary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const reluGradOp = binary({
  name: 'reluGrad',
  inputs: ['g', 'y'],
  differentiable: true,
  reference: (g, y) => (y > 0 ? g : 0),
  gpu: 'y > 0 ? g : 0',
  wasm: 'reluGrad',
});

/**
 * The vector-Jacobian product of relu, in one pass and from its output y = relu(x): g where y > 0, else 0.
 *
 * @param g cotangent of y
 * @param y output of relu, of a shape that broadcasts with g
 * @returns the cotangent of x
 * @throws ShapeError, DTypeError as every binary operation
 * @example reluGrad(tensor([3, 3]), tensor([0, 2])) // [0, 3]
 */
export function reluGrad(g: TensorLike, y: TensorLike): Tensor {
  return applyTo(reluGradOp, [g, y]);
}
