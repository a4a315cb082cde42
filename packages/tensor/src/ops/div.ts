import type { TensorLike } from '../apply.ts';
import { binary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const divOp = binary({
  name: 'div',
  differentiable: true,
  reference: (a, b) => a / b,
  gpu: 'a / b',
  wasm: 'div',
});

/**
 * The quotient a / b.
 *
 * Floats only: a quotient of int32 would have to round. Division by 0 gives an infinity or NaN.
 *
 * @param a, b float tensors whose shapes broadcast, or numbers
 * @returns a tensor of the broadcast shape
 * @throws ShapeError when the shapes do not broadcast; DTypeError when dtypes differ or do not fit
 * @example div(tensor([1, 9]), 2) // [0.5, 4.5]
 */
export function div(a: TensorLike, b: TensorLike): Tensor {
  return applyTo(divOp, [a, b]);
}
