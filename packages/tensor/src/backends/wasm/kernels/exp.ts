/**
 * exp and expm1 on four lanes. x is split as k ln 2 + r with k an integer and |r| <= ln 2 / 2, so that
 * exp(x) = 2^k exp(r); exp(r) is a polynomial, and 2^k is put straight into the exponent bits (Cody & Waite, 1980,
 * chapter 6). ln 2 is held as two floats, the first so short that k times it is exact. The coefficients are a minimax
 * fit of (exp(r) - 1 - r) / r^2, made for the relative error of expm1(r), and rounded to float32 one after another.
 */
import { choose, inAllLanes } from './simd';

const log2e: f32 = 1.44269504;
const ln2High: f32 = 0.693359375;
const ln2Low: f32 = -2.12194440e-4;
/** 1.5 x 2^23: adding it rounds to an integer and leaves that integer in the low bits. */
const rounder: f32 = 12582912;
const bitsOfOne: i32 = 0x3f800000;

/** (exp(r) - 1 - r) / r^2 for |r| <= ln 2 / 2. */
// @ts-ignore: decorator
@inline
function tail(r: v128): v128 {
  let p = f32x4.splat(0.0013870657);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.008366262));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.041667435));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.16666546));
  return f32x4.add(f32x4.mul(p, r), f32x4.splat(0.49999997));
}

/** exp(x) where the result is a normal number: |x| <= 87. Other lanes hold nonsense. */
// @ts-ignore: decorator
@inline
export function expModerate(x: v128): v128 {
  const shifted = f32x4.add(f32x4.mul(x, f32x4.splat(log2e)), f32x4.splat(rounder));
  const k = f32x4.sub(shifted, f32x4.splat(rounder));
  let r = f32x4.sub(x, f32x4.mul(k, f32x4.splat(ln2High)));
  r = f32x4.sub(r, f32x4.mul(k, f32x4.splat(ln2Low)));
  const fraction = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(r, r), tail(r)), r), f32x4.splat(1));
  return i32x4.add(fraction, i32x4.shl(shifted, 23));
}

/** exp(x) for every float: NaN, both infinities, results that are subnormal, and up to exp(88.72). */
function expAnywhere(x: v128): v128 {
  const bounded = f32x4.pmax(f32x4.pmin(x, f32x4.splat(100)), f32x4.splat(-110));
  const shifted = f32x4.add(f32x4.mul(bounded, f32x4.splat(log2e)), f32x4.splat(rounder));
  const k = f32x4.sub(shifted, f32x4.splat(rounder));
  let r = f32x4.sub(bounded, f32x4.mul(k, f32x4.splat(ln2High)));
  r = f32x4.sub(r, f32x4.mul(k, f32x4.splat(ln2Low)));
  const fraction = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(r, r), tail(r)), r), f32x4.splat(1));
  // 2^k alone may overflow or vanish where 2^k exp(r) does not; two factors never do, and only the last product rounds.
  const exponent = i32x4.sub(shifted, f32x4.splat(rounder));
  const half = i32x4.shr_s(exponent, 1);
  return f32x4.mul(f32x4.mul(fraction, powerOfTwo(half)), powerOfTwo(i32x4.sub(exponent, half)));
}

// @ts-ignore: decorator
@inline
function powerOfTwo(exponent: v128): v128 {
  return i32x4.add(i32x4.shl(exponent, 23), i32x4.splat(bitsOfOne));
}

// @ts-ignore: decorator
@inline
export function expVector(x: v128): v128 {
  return inAllLanes(f32x4.le(f32x4.abs(x), f32x4.splat(87))) ? expModerate(x) : expAnywhere(x);
}

/**
 * exp(x) - 1 = 2^k expm1(r) + (2^k - 1), computed at half its size, so that k = 128 does not overflow early.
 */
// @ts-ignore: decorator
@inline
export function expm1Vector(x: v128): v128 {
  const bounded = f32x4.pmax(f32x4.pmin(x, f32x4.splat(89)), f32x4.splat(-18));
  const shifted = f32x4.add(f32x4.mul(bounded, f32x4.splat(log2e)), f32x4.splat(rounder));
  const k = f32x4.sub(shifted, f32x4.splat(rounder));
  let r = f32x4.sub(bounded, f32x4.mul(k, f32x4.splat(ln2High)));
  r = f32x4.sub(r, f32x4.mul(k, f32x4.splat(ln2Low)));
  const fraction = f32x4.add(f32x4.mul(f32x4.mul(r, r), tail(r)), r);
  const halfPower = i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(bitsOfOne - 0x800000));
  const half = f32x4.add(f32x4.mul(halfPower, fraction), f32x4.sub(halfPower, f32x4.splat(0.5)));
  // Below 2^-25 the answer is x itself, sign of zero and subnormals included. NaN goes this way as well.
  return choose(f32x4.ge(f32x4.abs(x), f32x4.splat(2.98023224e-8)), f32x4.add(half, half), x);
}

/** exp(x) - 1 for x <= 0, where nothing can overflow; NaN stays. Other lanes hold nonsense. */
// @ts-ignore: decorator
@inline
export function expm1OfNegative(x: v128): v128 {
  const bounded = f32x4.pmax(x, f32x4.splat(-18));
  const shifted = f32x4.add(f32x4.mul(bounded, f32x4.splat(log2e)), f32x4.splat(rounder));
  const k = f32x4.sub(shifted, f32x4.splat(rounder));
  let r = f32x4.sub(bounded, f32x4.mul(k, f32x4.splat(ln2High)));
  r = f32x4.sub(r, f32x4.mul(k, f32x4.splat(ln2Low)));
  const fraction = f32x4.add(f32x4.mul(f32x4.mul(r, r), tail(r)), r);
  const power = i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(bitsOfOne));
  return f32x4.add(f32x4.mul(power, fraction), f32x4.sub(power, f32x4.splat(1)));
}
