import type { TensorLike } from '../apply.ts';
import { binary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const lerpOp = binary({
  name: 'lerp',
  differentiable: true,
  reference: (a, b, { weight }: { weight: number }) => a + weight * (b - a),
  gpu: 'a + weight * (b - a)',
  wasm: 'lerp',
  wasmArguments: ({ weight }) => [weight],
});

/**
 * Linear interpolation, a + weight (b - a), in one pass: a for weight 0, b (up to rounding) for weight 1, and beyond them for
 * other weights. Where a and b are equal, the result is exactly what they are.
 *
 * @param a, b float tensors whose shapes broadcast, or numbers
 * @param weight a number, a constant to derivatives
 * @returns a tensor of the broadcast shape
 * @throws ShapeError when the shapes do not broadcast; DTypeError when dtypes differ or are not float
 * @example lerp(tensor([0, 10]), tensor([4, 10]), 0.25) // [1, 10]
 */
export function lerp(a: TensorLike, b: TensorLike, weight: number): Tensor {
  return applyTo(lerpOp, [a, b], { weight });
}
