import type { TensorLike } from '../apply.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const roundOp = unary({
  name: 'round',
  differentiable: false,
  reference: roundHalfToEven,
  gpu: 'round(x)',
  wasm: 'round',
});

/**
 * The nearest whole number; halves go to the even neighbour, as IEEE 754 and NumPy have it.
 *
 * @param x float tensor of any shape, or a number
 * @returns a tensor of x's shape and dtype
 * @throws DTypeError when x has another dtype
 * @example round(tensor([0.5, 1.5, 2.5])) // [0, 2, 2]
 */
export function round(x: TensorLike): Tensor {
  return applyTo(roundOp, [x]);
}

function roundHalfToEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  const up = rest === 0.5 ? below % 2 !== 0 : rest > 0.5;
  const nearest = up ? below + 1 : below;
  return nearest === 0 && x < 0 ? -0 : nearest;
}
