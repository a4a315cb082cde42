/**
 * Standard normal numbers from uniform bits, by the inverse distribution function. Only + - * / sqrt, comparisons and bit
 * operations in one fixed order, so that the result has the same bits as the scalar function it transcribes:
 * `normalFromBits` in random-normal.ts, where the method and its source (Giles, 2012) are explained.
 */
import { logarithmsOffset, scratchAt } from './scratch';
import { choose, inAllLanes, loadLanes, storeLanes } from './simd';

// @ts-ignore: decorator
@inline
function step(sum: v128, x: v128, coefficient: f32): v128 {
  return f32x4.add(f32x4.mul(sum, x), f32x4.splat(coefficient));
}

/** -log(y) for y in (0, 1]. */
// @ts-ignore: decorator
@inline
function negativeLog(y: v128): v128 {
  const offset = i32x4.add(y, i32x4.splat(0x3f800000 - 0x3f3504f3));
  const exponent = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_s(offset, 23), i32x4.splat(127)));
  const mantissa = i32x4.add(v128.and(offset, i32x4.splat(0x7fffff)), i32x4.splat(0x3f3504f3));
  const f = f32x4.sub(mantissa, f32x4.splat(1));
  const s = f32x4.div(f, f32x4.add(f, f32x4.splat(2)));
  const z = f32x4.mul(s, s);
  let series = step(f32x4.splat(0.298719), z, 0.3997756);
  series = step(series, z, 0.66666776);
  series = step(series, z, 2);
  return f32x4.neg(f32x4.add(f32x4.mul(exponent, f32x4.splat(0.6931472)), f32x4.mul(s, series)));
}

// @ts-ignore: decorator
@inline
function centre(w: v128): v128 {
  const x = f32x4.sub(w, f32x4.splat(2.5));
  let sum = f32x4.splat(2.81022636e-8);
  sum = step(sum, x, 3.43273939e-7);
  sum = step(sum, x, -3.5233877e-6);
  sum = step(sum, x, -4.39150654e-6);
  sum = step(sum, x, 0.00021858087);
  sum = step(sum, x, -0.00125372503);
  sum = step(sum, x, -0.00417768164);
  sum = step(sum, x, 0.246640727);
  return step(sum, x, 1.50140941);
}

// @ts-ignore: decorator
@inline
function tails(w: v128): v128 {
  const x = f32x4.sub(f32x4.sqrt(w), f32x4.splat(3));
  let sum = f32x4.splat(-0.000200214257);
  sum = step(sum, x, 0.000100950558);
  sum = step(sum, x, 0.00134934322);
  sum = step(sum, x, -0.00367342844);
  sum = step(sum, x, 0.00573950773);
  sum = step(sum, x, -0.0076224613);
  sum = step(sum, x, 0.00943887047);
  sum = step(sum, x, 1.00167406);
  return step(sum, x, 2.83297682);
}

/** The probability of a larger magnitude. */
// @ts-ignore: decorator
@inline
function tailProbability(bits: v128): v128 {
  const magnitude = f32x4.convert_i32x4_s(v128.and(bits, i32x4.splat(0x7fffffff)));
  return f32x4.mul(f32x4.add(magnitude, f32x4.splat(0.5)), f32x4.splat(4.656612873077393e-10));
}

// @ts-ignore: decorator
@inline
function logarithm(bits: v128): v128 {
  const p = tailProbability(bits);
  return negativeLog(f32x4.mul(p, f32x4.sub(f32x4.splat(2), p)));
}

// @ts-ignore: decorator
@inline
function normal(bits: v128, w: v128): v128 {
  const isCentral = f32x4.lt(w, f32x4.splat(5));
  let quotient = centre(w);
  if (!inAllLanes(isCentral)) quotient = choose(isCentral, quotient, tails(w));
  const erfInverse = f32x4.mul(quotient, f32x4.sub(f32x4.splat(1), tailProbability(bits)));
  const size = f32x4.mul(erfInverse, f32x4.splat(1.41421354));
  return v128.xor(size, v128.and(bits, i32x4.splat(0x80000000)));
}

/** Numbers per stretch; their logarithms wait in the first-level cache. */
const stretch: i32 = 1024;

/**
 * Turns words into normal numbers in place. The logarithms of a stretch are made before its polynomials: both are long chains
 * in which every step waits for the one before, and a processor works on more of them at once when they are short.
 */
export function normalsOfBits(target: usize, count: i32): void {
  const logarithms = scratchAt(logarithmsOffset);
  for (; count > 0; count -= stretch) {
    const length = min(count, stretch);
    for (let i = 0; i < length; i += 4) {
      const at = <usize>i << 2;
      v128.store(logarithms + at, logarithm(loadLanes(target + at, length - i)));
    }
    for (let i = 0; i < length; i += 4) {
      const at = <usize>i << 2;
      storeLanes(target + at, normal(loadLanes(target + at, length - i), v128.load(logarithms + at)), length - i);
    }
    target += <usize>length << 2;
  }
}
