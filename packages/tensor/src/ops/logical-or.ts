import type { TensorLike } from '../apply.ts';
import { binary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const logicalOrOp = binary({
  name: 'logicalOr',
  accepts: 'bool',
  differentiable: false,
  reference: (a, b) => (a || b ? 1 : 0),
  gpu: 'a !== 0 || b !== 0 ? 1 : 0',
  wasm: 'logicalOr',
});

/**
 * Whether a or b or both are true.
 *
 * @param a, b bool tensors whose shapes broadcast, or numbers
 * @returns a tensor of the broadcast shape
 * @throws ShapeError when the shapes do not broadcast; DTypeError when dtypes differ or do not fit
 * @example logicalOr(tensor([true, false]), tensor([false, false])) // [true, false]
 */
export function logicalOr(a: TensorLike, b: TensorLike): Tensor {
  return applyTo(logicalOrOp, [a, b]);
}
