import type { TensorLike } from '../apply.ts';
import { binary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const maximumOp = binary({
  name: 'maximum',
  accepts: 'number',
  differentiable: true,
  reference: (a, b) => Math.max(a, b),
  gpu: 'maximum(a, b)',
  wasm: 'maximum',
});

/**
 * The larger of a and b; NaN if either is NaN.
 *
 * Where both are equal, each gets half of the derivative.
 *
 * @param a, b float or int32 tensors whose shapes broadcast, or numbers
 * @returns a tensor of the broadcast shape
 * @throws ShapeError when the shapes do not broadcast; DTypeError when dtypes differ or do not fit
 * @example maximum(tensor([1, 5]), 3) // [3, 5]
 */
export function maximum(a: TensorLike, b: TensorLike): Tensor {
  return applyTo(maximumOp, [a, b]);
}
