import type { TensorLike } from '../apply.ts';
import { binary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const equalOp = binary({
  name: 'equal',
  accepts: 'any',
  returns: 'bool',
  differentiable: false,
  reference: (a, b) => (a === b ? 1 : 0),
  gpu: 'a === b ? 1 : 0',
  wasm: 'equal',
});

/**
 * Whether a equals b.
 *
 * NaN differs from everything, itself included.
 *
 * @param a, b tensors whose shapes broadcast, or numbers
 * @returns a tensor of the broadcast shape, bool
 * @throws ShapeError when the shapes do not broadcast; DTypeError when dtypes differ or do not fit
 * @example equal(tensor([1, 2]), 2) // [false, true]
 */
export function equal(a: TensorLike, b: TensorLike): Tensor {
  return applyTo(equalOp, [a, b]);
}
