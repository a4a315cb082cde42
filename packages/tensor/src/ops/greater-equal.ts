import type { TensorLike } from '../apply.ts';
import { binary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const greaterEqualOp = binary({
  name: 'greaterEqual',
  accepts: 'number',
  returns: 'bool',
  differentiable: false,
  reference: (a, b) => (a >= b ? 1 : 0),
  gpu: 'a >= b ? 1 : 0',
  wasm: 'greaterEqual',
});

/**
 * Whether a is at least b.
 *
 * Comparisons with NaN are false.
 *
 * @param a, b float or int32 tensors whose shapes broadcast, or numbers
 * @returns a tensor of the broadcast shape, bool
 * @throws ShapeError when the shapes do not broadcast; DTypeError when dtypes differ or do not fit
 * @example greaterEqual(tensor([1, 2]), 2) // [false, true]
 */
export function greaterEqual(a: TensorLike, b: TensorLike): Tensor {
  return applyTo(greaterEqualOp, [a, b]);
}
