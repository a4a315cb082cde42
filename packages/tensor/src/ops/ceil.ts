import type { TensorLike } from '../apply.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const ceilOp = unary({
  name: 'ceil',
  differentiable: false,
  reference: Math.ceil,
  gpu: 'ceil(x)',
  wasm: 'ceil',
});

/**
 * The smallest whole number not below each element.
 *
 * @param x float tensor of any shape, or a number
 * @returns a tensor of x's shape and dtype
 * @throws DTypeError when x has another dtype
 * @example ceil(tensor([1.5, -1.5])) // [2, -1]
 */
export function ceil(x: TensorLike): Tensor {
  return applyTo(ceilOp, [x]);
}
