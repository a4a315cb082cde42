/**
 * tanh, the sigmoid family and the rectifiers on four lanes. Each is arranged so that only exp of a non-positive number
 * is taken: nothing overflows, and the small side of every function keeps its relative accuracy.
 */
import { expm1OfNegative, expModerate, expVector } from './exp';
import { log1pUnit } from './log';
import { choose, withSign } from './simd';

/** Below 0.625 an odd polynomial (minimax, as float32), above it 1 - 2 / (exp(2 |x|) + 1); from 10 on that is 1. */
// @ts-ignore: decorator
@inline
export function tanhVector(x: v128): v128 {
  const size = f32x4.abs(x);
  const square = f32x4.mul(x, x);
  let p = f32x4.splat(-0.0056922967);
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(0.020628167));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(-0.053736515));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(0.13331406));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(-0.3333328));
  const small = f32x4.add(f32x4.mul(f32x4.mul(p, square), size), size);
  const bounded = f32x4.pmin(size, f32x4.splat(10));
  const growth = expModerate(f32x4.add(bounded, bounded));
  const large = f32x4.sub(f32x4.splat(1), f32x4.div(f32x4.splat(2), f32x4.add(growth, f32x4.splat(1))));
  // NaN is not above 0.625, so it takes the polynomial and stays NaN.
  return withSign(choose(f32x4.gt(size, f32x4.splat(0.625)), large, small), x);
}

/** 1 / (1 + exp(-x)), for x < 0 as exp(x) / (1 + exp(x)). */
// @ts-ignore: decorator
@inline
export function sigmoidVector(x: v128): v128 {
  const z = expVector(f32x4.neg(f32x4.abs(x)));
  const numerator = choose(f32x4.lt(x, f32x4.splat(0)), z, f32x4.splat(1));
  return f32x4.div(numerator, f32x4.add(z, f32x4.splat(1)));
}

/** log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|)). */
// @ts-ignore: decorator
@inline
export function softplusVector(x: v128): v128 {
  const rest = log1pUnit(expVector(f32x4.neg(f32x4.abs(x))));
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), rest);
}

/** max(x, 0); NaN stays, and -0 becomes 0. */
// @ts-ignore: decorator
@inline
export function reluVector(x: v128): v128 {
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), f32x4.splat(0));
}

// @ts-ignore: decorator
@inline
export function leakyReluVector(x: v128, slope: v128): v128 {
  return choose(f32x4.gt(x, f32x4.splat(0)), x, f32x4.mul(x, slope));
}

// @ts-ignore: decorator
@inline
export function eluVector(x: v128, alpha: v128): v128 {
  return choose(f32x4.ge(x, f32x4.splat(0)), x, f32x4.mul(alpha, expm1OfNegative(x)));
}
