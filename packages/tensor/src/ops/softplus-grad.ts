import type { TensorLike } from '../apply.ts';
import { binary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const softplusGradOp = binary({
  name: 'softplusGrad',
  inputs: ['g', 'y'],
  differentiable: true,
  reference: (g, y) => -g * Math.expm1(-y),
  gpu: '-g * expm1(-y)',
  wasm: 'softplusGrad',
});

/**
 * The vector-Jacobian product of softplus, in one pass and from its output y = softplus(x): g (1 - exp(-y)).
 *
 * @param g cotangent of y
 * @param y output of softplus, of a shape that broadcasts with g
 * @returns the cotangent of x
 * @throws ShapeError, DTypeError as every binary operation
 * @example softplusGrad(tensor([2]), tensor([0])) // [0]
 */
export function softplusGrad(g: TensorLike, y: TensorLike): Tensor {
  return applyTo(softplusGradOp, [g, y]);
}
