import type { TensorLike } from '../apply.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const logicalNotOp = unary({
  name: 'logicalNot',
  accepts: 'bool',
  differentiable: false,
  reference: (x) => (x ? 0 : 1),
  gpu: 'x === 0 ? 1 : 0',
  wasm: 'logicalNot',
});

/**
 * Whether each element is false.
 *
 * @param x bool tensor of any shape, or a number
 * @returns a tensor of x's shape and dtype
 * @throws DTypeError when x has another dtype
 * @example logicalNot(tensor([true, false])) // [false, true]
 */
export function logicalNot(x: TensorLike): Tensor {
  return applyTo(logicalNotOp, [x]);
}
