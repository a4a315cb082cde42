import type { TensorLike } from '../apply.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const negOp = unary({
  name: 'neg',
  accepts: 'number',
  differentiable: true,
  reference: (x) => -x,
  gpu: '-x',
  wasm: 'neg',
});

/**
 * Each element with its sign changed.
 *
 * @param x float or int32 tensor of any shape, or a number
 * @returns a tensor of x's shape and dtype
 * @throws DTypeError when x has another dtype
 * @example neg(tensor([1, -2])) // [-1, 2]
 */
export function neg(x: TensorLike): Tensor {
  return applyTo(negOp, [x]);
}
