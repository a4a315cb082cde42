/**
 * sin and cos on four lanes. x is reduced to r in [-pi/4, pi/4] and a quadrant in double precision, where
 * pi/2 is held as 25 bits, whose product with the quadrant is exact, and 53 more; then r is short enough for polynomials
 * in float32. Lanes beyond 2^28, infinite or NaN go one by one through the double-precision function of the standard
 * library (its single-precision one is wrong at some numbers above 10^26).
 */
import { choose, inAllLanes } from './simd';

const twoOverPi: f64 = 0.6366197723675814;
const halfPiHigh: f64 = 1.5707963109016418;
const halfPiLow: f64 = 1.5893254773528196e-8;
/** 1.5 x 2^52: adding it rounds to an integer and leaves that integer in the low word. */
const rounder: f64 = 6755399441055744;

/** The shifted quadrant count of two doubles; its low words are the counts. */
// @ts-ignore: decorator
@inline
function quadrants(x: v128): v128 {
  return f64x2.add(f64x2.mul(x, f64x2.splat(twoOverPi)), f64x2.splat(rounder));
}

// @ts-ignore: decorator
@inline
function remainder(x: v128, shifted: v128): v128 {
  const k = f64x2.sub(shifted, f64x2.splat(rounder));
  const high = f64x2.sub(x, f64x2.mul(k, f64x2.splat(halfPiHigh)));
  return f32x4.demote_f64x2_zero(f64x2.sub(high, f64x2.mul(k, f64x2.splat(halfPiLow))));
}

/** sin(x + turn pi / 2) for |x| <= 2^28. */
// @ts-ignore: decorator
@inline
function sineOfTurned(x: v128, turn: i32): v128 {
  const low = f64x2.promote_low_f32x4(x);
  const high = f64x2.promote_low_f32x4(v128.shuffle<u64>(x, x, 1, 1));
  const shiftedLow = quadrants(low);
  const shiftedHigh = quadrants(high);
  const r = v128.shuffle<u64>(remainder(low, shiftedLow), remainder(high, shiftedHigh), 0, 2);
  const quadrant = i32x4.add(v128.shuffle<u32>(shiftedLow, shiftedHigh, 0, 2, 4, 6), i32x4.splat(turn));
  const square = f32x4.mul(r, r);

  let s = f32x4.splat(-0.00019518098);
  s = f32x4.add(f32x4.mul(s, square), f32x4.splat(0.008332188));
  s = f32x4.add(f32x4.mul(s, square), f32x4.splat(-0.16666655));
  const sine = f32x4.add(f32x4.mul(f32x4.mul(s, square), r), r);

  let c = f32x4.splat(2.4432327e-5);
  c = f32x4.add(f32x4.mul(c, square), f32x4.splat(-0.001388731));
  c = f32x4.add(f32x4.mul(c, square), f32x4.splat(0.041666646));
  const halfSquare = f32x4.mul(square, f32x4.splat(0.5));
  const cosine = f32x4.add(f32x4.sub(f32x4.splat(1), halfSquare), f32x4.mul(f32x4.mul(square, square), c));

  const isOdd = i32x4.ne(v128.and(quadrant, i32x4.splat(1)), i32x4.splat(0));
  const sign = i32x4.shl(v128.and(quadrant, i32x4.splat(2)), 30);
  return v128.xor(choose(isOdd, cosine, sine), sign);
}

// @ts-ignore: decorator
@inline
function areReducible(x: v128): bool {
  return inAllLanes(f32x4.le(f32x4.abs(x), f32x4.splat(268435456)));
}

// @ts-ignore: decorator
@inline
export function sinVector(x: v128): v128 {
  if (!areReducible(x)) return sinByLane(x);
  // sin(x) = x below 2^-12, the sign of zero included.
  return choose(f32x4.lt(f32x4.abs(x), f32x4.splat(0.000244140625)), x, sineOfTurned(x, 0));
}

// @ts-ignore: decorator
@inline
export function cosVector(x: v128): v128 {
  return areReducible(x) ? sineOfTurned(x, 1) : cosByLane(x);
}

function sinByLane(x: v128): v128 {
  return f32x4(
    <f32>NativeMath.sin(<f64>f32x4.extract_lane(x, 0)),
    <f32>NativeMath.sin(<f64>f32x4.extract_lane(x, 1)),
    <f32>NativeMath.sin(<f64>f32x4.extract_lane(x, 2)),
    <f32>NativeMath.sin(<f64>f32x4.extract_lane(x, 3)),
  );
}

function cosByLane(x: v128): v128 {
  return f32x4(
    <f32>NativeMath.cos(<f64>f32x4.extract_lane(x, 0)),
    <f32>NativeMath.cos(<f64>f32x4.extract_lane(x, 1)),
    <f32>NativeMath.cos(<f64>f32x4.extract_lane(x, 2)),
    <f32>NativeMath.cos(<f64>f32x4.extract_lane(x, 3)),
  );
}
