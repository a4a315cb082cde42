import type { TensorLike } from '../apply.ts';
import { binary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const logicalAndOp = binary({
  name: 'logicalAnd',
  accepts: 'bool',
  differentiable: false,
  reference: (a, b) => (a && b ? 1 : 0),
  gpu: 'a !== 0 && b !== 0 ? 1 : 0',
  wasm: 'logicalAnd',
});

/**
 * Whether a and b are both true.
 *
 * @param a, b bool tensors whose shapes broadcast, or numbers
 * @returns a tensor of the broadcast shape
 * @throws ShapeError when the shapes do not broadcast; DTypeError when dtypes differ or do not fit
 * @example logicalAnd(tensor([true, true]), tensor([true, false])) // [true, false]
 */
export function logicalAnd(a: TensorLike, b: TensorLike): Tensor {
  return applyTo(logicalAndOp, [a, b]);
}
