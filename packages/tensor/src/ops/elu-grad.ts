import type { TensorLike } from '../apply.ts';
import { binary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const eluGradOp = binary({
  name: 'eluGrad',
  inputs: ['g', 'y'],
  differentiable: true,
  reference: (g, y, { alpha }: { alpha: number }) => (y > 0 ? g : g * (y + alpha)),
  gpu: 'y > 0 ? g : g * (y + alpha)',
  wasm: 'eluGrad',
  wasmArguments: ({ alpha }) => [alpha],
});

/**
 * The vector-Jacobian product of elu, in one pass and from its output y = elu(x): g where y > 0, else g (y + alpha).
 *
 * @param g cotangent of y
 * @param y output of elu, of a shape that broadcasts with g
 * @returns the cotangent of x
 * @throws ShapeError, DTypeError as every binary operation
 * @example eluGrad(tensor([2, 2]), tensor([1, -0.5])) // [2, 1]
 */
export function eluGrad(g: TensorLike, y: TensorLike, { alpha = 1 }: { alpha?: number } = {}): Tensor {
  return applyTo(eluGradOp, [g, y], { alpha });
}
