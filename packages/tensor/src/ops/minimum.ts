import type { TensorLike } from '../apply.ts';
import { binary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const minimumOp = binary({
  name: 'minimum',
  accepts: 'number',
  differentiable: true,
  reference: (a, b) => Math.min(a, b),
  gpu: 'minimum(a, b)',
  wasm: 'minimum',
});

/**
 * The smaller of a and b; NaN if either is NaN.
 *
 * Where both are equal, each gets half of the derivative.
 *
 * @param a, b float or int32 tensors whose shapes broadcast, or numbers
 * @returns a tensor of the broadcast shape
 * @throws ShapeError when the shapes do not broadcast; DTypeError when dtypes differ or do not fit
 * @example minimum(tensor([1, 5]), 3) // [1, 3]
 */
export function minimum(a: TensorLike, b: TensorLike): Tensor {
  return applyTo(minimumOp, [a, b]);
}
