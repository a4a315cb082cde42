import type { TensorLike } from '../apply.ts';
import { binary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const logicalXorOp = binary({
  name: 'logicalXor',
  accepts: 'bool',
  differentiable: false,
  reference: (a, b) => (a !== b ? 1 : 0),
  gpu: 'a === b ? 0 : 1',
  wasm: 'logicalXor',
});

/**
 * Whether exactly one of a and b is true.
 *
 * @param a, b bool tensors whose shapes broadcast, or numbers
 * @returns a tensor of the broadcast shape
 * @throws ShapeError when the shapes do not broadcast; DTypeError when dtypes differ or do not fit
 * @example logicalXor(tensor([true, true]), tensor([true, false])) // [false, true]
 */
export function logicalXor(a: TensorLike, b: TensorLike): Tensor {
  return applyTo(logicalXorOp, [a, b]);
}
