import type { TensorLike } from '../apply.ts';
import { binary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const mulOp = binary({
  name: 'mul',
  accepts: 'number',
  differentiable: true,
  reference: (a, b) => a * b,
  integer: Math.imul,
  gpu: 'a * b',
  wasm: 'mul',
});

/**
 * The product a b, element by element.
 *
 * int32 products wrap around at 32 bits.
 *
 * @param a, b float or int32 tensors whose shapes broadcast, or numbers
 * @returns a tensor of the broadcast shape
 * @throws ShapeError when the shapes do not broadcast; DTypeError when dtypes differ or do not fit
 * @example mul(tensor([1, 2]), tensor([3, 5])) // [3, 10]
 */
export function mul(a: TensorLike, b: TensorLike): Tensor {
  return applyTo(mulOp, [a, b]);
}
