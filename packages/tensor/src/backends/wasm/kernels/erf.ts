/**
 * erf and gelu on four lanes. Near zero erf is an odd polynomial; further out its complement is
 * erfc(t) = exp(-t^2) u P(u) with u = 1 / (t + 2.5), whose relative error stays small however small erfc gets: gelu's
 * negative side needs that. Both polynomials are minimax fits rounded to float32.
 */
import { expVector } from './exp';
import { choose, withSign } from './simd';

/** Where the polynomial ends and the complement begins: as late as possible for erf, early enough for 1 - erf in gelu. */
const border: f32 = 0.9375;
const geluBorder: f32 = 0.46875;

/** erf(t) for 0 <= t <= border, from t and t^2. */
// @ts-ignore: decorator
@inline
function erfNear(t: v128): v128 {
  const square = f32x4.mul(t, t);
  let p = f32x4.splat(-0.0005925125);
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(0.0049806875));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(-0.026758565));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(0.11281618));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(-0.3761248));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(0.12837915));
  return f32x4.add(f32x4.mul(p, t), t);
}

/** exp(t^2) erfc(t) for geluBorder <= t <= 10.5. */
// @ts-ignore: decorator
@inline
function scaledComplement(t: v128): v128 {
  const u = f32x4.div(f32x4.splat(1), f32x4.add(t, f32x4.splat(2.5)));
  let p = f32x4.splat(226.03099);
  p = f32x4.add(f32x4.mul(p, u), f32x4.splat(-330.96393));
  p = f32x4.add(f32x4.mul(p, u), f32x4.splat(135.69344));
  p = f32x4.add(f32x4.mul(p, u), f32x4.splat(-12.267993));
  p = f32x4.add(f32x4.mul(p, u), f32x4.splat(15.927061));
  p = f32x4.add(f32x4.mul(p, u), f32x4.splat(6.344284));
  p = f32x4.add(f32x4.mul(p, u), f32x4.splat(3.262627));
  p = f32x4.add(f32x4.mul(p, u), f32x4.splat(1.4099675));
  p = f32x4.add(f32x4.mul(p, u), f32x4.splat(0.56419474));
  return f32x4.mul(p, u);
}

/** exp(-scale x^2): the rounding error of x^2 (Dekker, 1971) is carried into the exponential to first order. */
// @ts-ignore: decorator
@inline
function expOfNegativeSquare(x: v128, scale: v128): v128 {
  const square = f32x4.mul(x, x);
  const high = v128.and(x, i32x4.splat(0xfffff000));
  const low = f32x4.sub(x, high);
  const twice = f32x4.mul(f32x4.add(high, high), low);
  const error = f32x4.add(f32x4.add(f32x4.sub(f32x4.mul(high, high), square), twice), f32x4.mul(low, low));
  const e = expVector(f32x4.neg(f32x4.mul(square, scale)));
  return f32x4.sub(e, f32x4.mul(e, f32x4.mul(error, scale)));
}

// @ts-ignore: decorator
@inline
export function erfVector(x: v128): v128 {
  const t = f32x4.pmin(f32x4.abs(x), f32x4.splat(5));
  const complement = f32x4.mul(expOfNegativeSquare(t, f32x4.splat(1)), scaledComplement(t));
  const far = f32x4.sub(f32x4.splat(1), complement);
  return withSign(choose(f32x4.gt(t, f32x4.splat(border)), far, erfNear(t)), x);
}

/** x Phi(x) with Phi(x) = erfc(-x / sqrt 2) / 2 (Hendrycks & Gimpel, 2016). */
// @ts-ignore: decorator
@inline
export function geluVector(x: v128): v128 {
  const bounded = f32x4.pmin(f32x4.abs(x), f32x4.splat(14.8));
  const t = f32x4.mul(bounded, f32x4.splat(0.70710678));
  const far = f32x4.mul(expOfNegativeSquare(bounded, f32x4.splat(0.5)), scaledComplement(t));
  const near = f32x4.sub(f32x4.splat(1), erfNear(t));
  const complement = choose(f32x4.gt(t, f32x4.splat(geluBorder)), far, near);
  const isNegative = f32x4.lt(x, f32x4.splat(0));
  const twicePhi = choose(isNegative, complement, f32x4.sub(f32x4.splat(2), complement));
  const half = f32x4.mul(f32x4.splat(0.5), f32x4.pmax(x, f32x4.splat(-14.8)));
  return f32x4.mul(half, twicePhi);
}
