import type { TensorLike } from '../apply.ts';
import { unary } from '../families/elementwise.ts';
import { applyTo } from '../operands.ts';
import type { Tensor } from '../tensor.ts';

export const erfOp = unary({
  name: 'erf',
  differentiable: true,
  reference: errorFunction,
  gpu: 'erf(x)',
  wasm: 'erf',
});

/**
 * The error function 2/√π ∫₀ˣ exp(-t²) dt of each element.
 *
 * @param x float tensor of any shape, or a number
 * @returns a tensor of x's shape and dtype
 * @throws DTypeError when x is not float
 * @example erf(tensor([0, 0.5])) // [0, 0.5204999]
 */
export function erf(x: TensorLike): Tensor {
  return applyTo(erfOp, [x]);
}

/**
 * erf in double precision: its Maclaurin series below 2.5, the continued fraction of erfc above, which is where each of
 * them converges fast (Abramowitz & Stegun 7.1.6 and 7.1.14).
 */
export function errorFunction(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude > 6) return Math.sign(x);
  if (magnitude > 2.5) return Math.sign(x) * (1 - upperTail(magnitude));
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** erfc(x) = 1 - erf(x), which keeps its relative accuracy for large positive x. */
export function complementaryErrorFunction(x: number): number {
  return x > 2.5 ? upperTail(x) : 1 - errorFunction(x);
}

function upperTail(x: number): number {
  let fraction = x;
  for (let n = 60; n >= 1; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
}
