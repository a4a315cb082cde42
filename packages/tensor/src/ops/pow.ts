import type { TensorLike } from '../apply.ts';
import { binary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const powOp = binary({
  name: 'pow',
  differentiable: true,
  reference: Math.pow,
  gpu: 'pow(a, b)',
  wasm: 'pow',
});

/**
 * a raised to b.
 *
 * A negative base with a whole exponent is a signed power; with any other exponent it is NaN.
 *
 * @param a, b float tensors whose shapes broadcast, or numbers
 * @returns a tensor of the broadcast shape
 * @throws ShapeError when the shapes do not broadcast; DTypeError when dtypes differ or do not fit
 * @example pow(tensor([2, 3]), 3) // [8, 27]
 */
export function pow(a: TensorLike, b: TensorLike): Tensor {
  return applyTo(powOp, [a, b]);
}
