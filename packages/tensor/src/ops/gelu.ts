import type { TensorLike } from '../apply.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';
import { complementaryErrorFunction } from './erf.ts';

export const geluOp = unary({
  name: 'gelu',
  differentiable: true,
  reference: (x) => (x === -Infinity ? -0 : 0.5 * x * complementaryErrorFunction(-x / Math.SQRT2)),
  gpu: 'gelu(x)',
  wasm: 'gelu',
});

/**
 * x Φ(x) of each element, with Φ the standard normal distribution function, in its exact form (Hendrycks & Gimpel, 2016).
 *
 * @param x float tensor of any shape, or a number
 * @returns a tensor of x's shape and dtype
 * @throws DTypeError when x is not float
 * @example gelu(tensor([-1, 0, 1])) // [-0.1586553, 0, 0.8413447]
 */
export function gelu(x: TensorLike): Tensor {
  return applyTo(geluOp, [x]);
}
