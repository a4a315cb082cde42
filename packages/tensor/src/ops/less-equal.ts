import type { TensorLike } from '../apply.ts';
import { binary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const lessEqualOp = binary({
  name: 'lessEqual',
  accepts: 'number',
  returns: 'bool',
  differentiable: false,
  reference: (a, b) => (a <= b ? 1 : 0),
  gpu: 'a <= b ? 1 : 0',
  wasm: 'lessEqual',
});

/**
 * Whether a is at most b.
 *
 * Comparisons with NaN are false.
 *
 * @param a, b float or int32 tensors whose shapes broadcast, or numbers
 * @returns a tensor of the broadcast shape, bool
 * @throws ShapeError when the shapes do not broadcast; DTypeError when dtypes differ or do not fit
 * @example lessEqual(tensor([1, 3]), 2) // [true, false]
 */
export function lessEqual(a: TensorLike, b: TensorLike): Tensor {
  return applyTo(lessEqualOp, [a, b]);
}
