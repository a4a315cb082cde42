import type { TensorLike } from '../apply.ts';
import { ValueError } from '../errors.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const clipOp = unary({
  name: 'clip',
  differentiable: true,
  reference: (x, { min, max }: { min: number; max: number }) => Math.min(Math.max(x, min), max),
  gpu: 'minimum(maximum(x, min), max)',
  wasm: 'clip',
  wasmArguments: ({ min, max }) => [min, max],
});

/**
 * Each element brought into [min, max]; NaN stays NaN. The derivative is 1 inside and at the ends, 0 outside.
 *
 * @param x float tensor of any shape, or a number
 * @param options.min, options.max the ends; unbounded when left out
 * @returns a tensor of x's shape and dtype
 * @throws ValueError when min is above max or an end is NaN; DTypeError when x is not float
 * @example clip(tensor([-2, 0.5, 2]), { min: -1, max: 1 }) // [-1, 0.5, 1]
 */
export function clip(x: TensorLike, { min = -Infinity, max = Infinity }: { min?: number; max?: number }): Tensor {
  if (!(min <= max)) throw new ValueError(`clip: min ${min} must not be above max ${max}`);
  return applyTo(clipOp, [x], { min, max });
}
