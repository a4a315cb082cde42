import type { TensorLike } from '../apply.ts';
import { binary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const leakyReluGradOp = binary({
  name: 'leakyReluGrad',
  inputs: ['g', 'y'],
  differentiable: true,
  reference: (g, y, { slope }: { slope: number }) => (y > 0 ? g : slope * g),
  gpu: 'y > 0 ? g : slope * g',
  wasm: 'leakyReluGrad',
  wasmArguments: ({ slope }) => [slope],
});

/**
 * The vector-Jacobian product of leakyRelu, in one pass and from its output y = leakyRelu(x): g where y > 0, else slope · g.
 *
 * @param g cotangent of y
 * @param y output of leakyRelu, of a shape that broadcasts with g
 * @returns the cotangent of x
 * @throws ShapeError, DTypeError as every binary operation
 * @example leakyReluGrad(tensor([2, 2]), tensor([1, -1]), { slope: 0.5 }) // [2, 1]
 */
export function leakyReluGrad(g: TensorLike, y: TensorLike, { slope = 0.01 }: { slope?: number } = {}): Tensor {
  return applyTo(leakyReluGradOp, [g, y], { slope });
}
