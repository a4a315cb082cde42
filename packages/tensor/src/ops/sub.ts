import type { TensorLike } from '../apply.ts';
import { binary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const subOp = binary({
  name: 'sub',
  accepts: 'number',
  differentiable: true,
  reference: (a, b) => a - b,
  integer: (a, b) => (a - b) | 0,
  gpu: 'a - b',
  wasm: 'sub',
});

/**
 * The difference a - b.
 *
 * @param a, b float or int32 tensors whose shapes broadcast, or numbers
 * @returns a tensor of the broadcast shape
 * @throws ShapeError when the shapes do not broadcast; DTypeError when dtypes differ or do not fit
 * @example sub(tensor([1, 2]), tensor([3, 5])) // [-2, -3]
 */
export function sub(a: TensorLike, b: TensorLike): Tensor {
  return applyTo(subOp, [a, b]);
}
