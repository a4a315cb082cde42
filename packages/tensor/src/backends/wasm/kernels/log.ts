/**
 * log and log1p on four lanes. x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)); with s = f / (2 + f),
 * log(1 + f) = 2 artanh(s) = f - f^2 / 2 + s (f^2 / 2 + R(s^2)), an arrangement that keeps the large terms exact (Tang,
 * 1990, as in FreeBSD's libm). R is a minimax fit rounded to float32. Zero, negative, infinite, NaN and subnormal
 * arguments leave the fast path together.
 */
import { choose, inAllLanes } from './simd';

const ln2High: f32 = 0.693359375;
const ln2Low: f32 = -2.12194440e-4;
const bitsOfOne: i32 = 0x3f800000;
const bitsOfRootHalf: i32 = 0x3f3504f3;

/** log(1 + f) + k ln 2 + extra, where extra is far smaller than the rest. */
// @ts-ignore: decorator
@inline
function logOfParts(f: v128, k: v128, extra: v128): v128 {
  const s = f32x4.div(f, f32x4.add(f, f32x4.splat(2)));
  const z = f32x4.mul(s, s);
  let p = f32x4.splat(0.298719);
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(0.3997756));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(0.66666776));
  const halfSquare = f32x4.mul(f32x4.mul(f, f), f32x4.splat(0.5));
  let y = f32x4.mul(s, f32x4.add(halfSquare, f32x4.mul(z, p)));
  y = f32x4.add(f32x4.add(y, extra), f32x4.mul(k, f32x4.splat(ln2Low)));
  y = f32x4.add(f32x4.sub(y, halfSquare), f);
  return f32x4.add(y, f32x4.mul(k, f32x4.splat(ln2High)));
}

// @ts-ignore: decorator
@inline
function offsetBits(x: v128): v128 {
  return i32x4.add(x, i32x4.splat(bitsOfOne - bitsOfRootHalf));
}

/** k, as floats. */
// @ts-ignore: decorator
@inline
function exponentOf(offset: v128): v128 {
  return f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_s(offset, 23), i32x4.splat(127)));
}

/** f: the mantissa moved into [sqrt(1/2), sqrt(2)), less one. */
// @ts-ignore: decorator
@inline
function fractionOf(offset: v128): v128 {
  const mantissa = i32x4.add(v128.and(offset, i32x4.splat(0x7fffff)), i32x4.splat(bitsOfRootHalf));
  return f32x4.sub(mantissa, f32x4.splat(1));
}

/** log(x) where x is a positive normal number. Other lanes hold nonsense. */
// @ts-ignore: decorator
@inline
function logNormal(x: v128): v128 {
  const offset = offsetBits(x);
  return logOfParts(fractionOf(offset), exponentOf(offset), f32x4.splat(0));
}

/** All lanes positive, normal and finite: one signed comparison of the bits. */
// @ts-ignore: decorator
@inline
function areNormal(x: v128): bool {
  const moved = i32x4.add(x, i32x4.splat(0x7f800000));
  return inAllLanes(i32x4.lt_s(moved, i32x4.splat(0xff000000)));
}

function logAnywhere(x: v128): v128 {
  const subnormal = f32x4.lt(x, f32x4.splat(1.17549435e-38));
  const scaled = choose(subnormal, f32x4.mul(x, f32x4.splat(33554432)), x);
  const offset = offsetBits(scaled);
  const k = f32x4.sub(exponentOf(offset), v128.and(subnormal, f32x4.splat(25)));
  let y = logOfParts(fractionOf(offset), k, f32x4.splat(0));
  // x - x is NaN at Infinity and at NaN; x + x is then the answer: Infinity, or NaN with its payload.
  y = choose(f32x4.eq(f32x4.sub(x, x), f32x4.splat(0)), y, f32x4.add(x, x));
  y = choose(f32x4.eq(x, f32x4.splat(0)), f32x4.splat(-Infinity), y);
  return choose(f32x4.lt(x, f32x4.splat(0)), f32x4.splat(NaN), y);
}

// @ts-ignore: decorator
@inline
export function logVector(x: v128): v128 {
  return areNormal(x) ? logNormal(x) : logAnywhere(x);
}

/**
 * log(1 + x) for finite x > -1. Where k = 0 the fraction is x itself, without loss; elsewhere 1 + x is rounded, and what the
 * rounding lost, c, is put back as c / (1 + x).
 */
// @ts-ignore: decorator
@inline
function log1pFinite(x: v128): v128 {
  const u = f32x4.add(x, f32x4.splat(1));
  const offset = offsetBits(u);
  const k = exponentOf(offset);
  const isNear = f32x4.eq(k, f32x4.splat(0));
  const carried = f32x4.sub(u, f32x4.splat(1));
  const lost = choose(f32x4.gt(u, f32x4.splat(2)), f32x4.sub(f32x4.splat(1), f32x4.sub(u, x)), f32x4.sub(x, carried));
  const extra = v128.andnot(f32x4.div(lost, u), isNear);
  return logOfParts(choose(isNear, x, fractionOf(offset)), k, extra);
}

function log1pAnywhere(x: v128): v128 {
  let y = log1pFinite(x);
  y = choose(f32x4.eq(f32x4.sub(x, x), f32x4.splat(0)), y, f32x4.add(x, x));
  y = choose(f32x4.eq(x, f32x4.splat(-1)), f32x4.splat(-Infinity), y);
  y = choose(f32x4.lt(x, f32x4.splat(-1)), f32x4.splat(NaN), y);
  // log1p(x) = x below 2^-25, the sign of zero and subnormals included.
  return choose(f32x4.lt(f32x4.abs(x), f32x4.splat(2.98023224e-8)), x, y);
}

// @ts-ignore: decorator
@inline
export function log1pVector(x: v128): v128 {
  const isOrdinary = v128.and(f32x4.gt(x, f32x4.splat(-0.99999994)), f32x4.lt(x, f32x4.splat(3.0e38)));
  const isTiny = f32x4.lt(f32x4.abs(x), f32x4.splat(2.98023224e-8));
  return inAllLanes(v128.andnot(isOrdinary, isTiny)) ? log1pFinite(x) : log1pAnywhere(x);
}

/** log(1 + z) for z in [0, 1]; from sqrt(2) - 1 on as log 2 + log(1 + (z - 1) / 2). */
// @ts-ignore: decorator
@inline
export function log1pUnit(z: v128): v128 {
  const isFar = f32x4.gt(z, f32x4.splat(0.414213568));
  const far = f32x4.mul(f32x4.sub(z, f32x4.splat(1)), f32x4.splat(0.5));
  return logOfParts(choose(isFar, far, z), v128.and(isFar, f32x4.splat(1)), f32x4.splat(0));
}
