/**
 * The binary float32 kernels: name(a, b, target, outer, inner, aOuter, aInner, bOuter, bInner) over broadcast operands
 * (operand.ts). Among them are the vector-Jacobian products of the activations, which take the cotangent g and the
 * activation's output y, so that a backward pass reads two arrays and writes one.
 */
import { broadcastBinary } from './broadcast';
import { expm1Vector } from './exp';
import { choose, loadPartial, storePartial } from './simd';

/** The flat loop: the operation's `apply` on four lanes at a time. */
function zip<Operation>(a: usize, b: usize, target: usize, count: i32, attribute: f32): void {
  const operation = changetype<Operation>(0);
  const p = f32x4.splat(attribute);
  const end = target + (<usize>count << 2);
  while (target + 32 <= end) {
    const low = operation.apply(v128.load(a), v128.load(b), p);
    const high = operation.apply(v128.load(a, 16), v128.load(b, 16), p);
    v128.store(target, low);
    v128.store(target, high, 16);
    a += 32;
    b += 32;
    target += 32;
  }
  if (target + 16 <= end) {
    v128.store(target, operation.apply(v128.load(a), v128.load(b), p));
    a += 16;
    b += 16;
    target += 16;
  }
  if (target < end) {
    const left = <i32>(end - target) >> 2;
    storePartial(target, operation.apply(loadPartial(a, left), loadPartial(b, left), p), left);
  }
}

class Add {
  // @ts-ignore: decorator
  @inline
  apply(a: v128, b: v128, _p: v128): v128 {
    return f32x4.add(a, b);
  }

  run(a: usize, b: usize, target: usize, count: i32, attribute: f32): void {
    zip<Add>(a, b, target, count, attribute);
  }
}

class Sub {
  // @ts-ignore: decorator
  @inline
  apply(a: v128, b: v128, _p: v128): v128 {
    return f32x4.sub(a, b);
  }

  run(a: usize, b: usize, target: usize, count: i32, attribute: f32): void {
    zip<Sub>(a, b, target, count, attribute);
  }
}

class Mul {
  // @ts-ignore: decorator
  @inline
  apply(a: v128, b: v128, _p: v128): v128 {
    return f32x4.mul(a, b);
  }

  run(a: usize, b: usize, target: usize, count: i32, attribute: f32): void {
    zip<Mul>(a, b, target, count, attribute);
  }
}

class Div {
  // @ts-ignore: decorator
  @inline
  apply(a: v128, b: v128, _p: v128): v128 {
    return f32x4.div(a, b);
  }

  run(a: usize, b: usize, target: usize, count: i32, attribute: f32): void {
    zip<Div>(a, b, target, count, attribute);
  }
}

class Maximum {
  // @ts-ignore: decorator
  @inline
  apply(a: v128, b: v128, _p: v128): v128 {
    return f32x4.max(a, b);
  }

  run(a: usize, b: usize, target: usize, count: i32, attribute: f32): void {
    zip<Maximum>(a, b, target, count, attribute);
  }
}

class Minimum {
  // @ts-ignore: decorator
  @inline
  apply(a: v128, b: v128, _p: v128): v128 {
    return f32x4.min(a, b);
  }

  run(a: usize, b: usize, target: usize, count: i32, attribute: f32): void {
    zip<Minimum>(a, b, target, count, attribute);
  }
}

/** Lane by lane through the standard library, which works in double precision and has JavaScript's special cases. */
class Pow {
  apply(a: v128, b: v128, _p: v128): v128 {
    return f32x4(
      Mathf.pow(f32x4.extract_lane(a, 0), f32x4.extract_lane(b, 0)),
      Mathf.pow(f32x4.extract_lane(a, 1), f32x4.extract_lane(b, 1)),
      Mathf.pow(f32x4.extract_lane(a, 2), f32x4.extract_lane(b, 2)),
      Mathf.pow(f32x4.extract_lane(a, 3), f32x4.extract_lane(b, 3)),
    );
  }

  run(a: usize, b: usize, target: usize, count: i32, attribute: f32): void {
    zip<Pow>(a, b, target, count, attribute);
  }
}

/** g where y > 0, else 0. */
class ReluGrad {
  // @ts-ignore: decorator
  @inline
  apply(g: v128, y: v128, _p: v128): v128 {
    return v128.and(g, f32x4.gt(y, f32x4.splat(0)));
  }

  run(a: usize, b: usize, target: usize, count: i32, attribute: f32): void {
    zip<ReluGrad>(a, b, target, count, attribute);
  }
}

/** g (1 - y^2). */
class TanhGrad {
  // @ts-ignore: decorator
  @inline
  apply(g: v128, y: v128, _p: v128): v128 {
    // 1 - y^2 in factors: it would cancel where y is near 1.
    return f32x4.mul(g, f32x4.mul(f32x4.sub(f32x4.splat(1), y), f32x4.add(f32x4.splat(1), y)));
  }

  run(a: usize, b: usize, target: usize, count: i32, attribute: f32): void {
    zip<TanhGrad>(a, b, target, count, attribute);
  }
}

/** g y (1 - y). */
class SigmoidGrad {
  // @ts-ignore: decorator
  @inline
  apply(g: v128, y: v128, _p: v128): v128 {
    return f32x4.mul(f32x4.mul(g, y), f32x4.sub(f32x4.splat(1), y));
  }

  run(a: usize, b: usize, target: usize, count: i32, attribute: f32): void {
    zip<SigmoidGrad>(a, b, target, count, attribute);
  }
}

/** g (1 - exp(-y)). */
class SoftplusGrad {
  // @ts-ignore: decorator
  @inline
  apply(g: v128, y: v128, _p: v128): v128 {
    return f32x4.neg(f32x4.mul(g, expm1Vector(f32x4.neg(y))));
  }

  run(a: usize, b: usize, target: usize, count: i32, attribute: f32): void {
    zip<SoftplusGrad>(a, b, target, count, attribute);
  }
}

/** g where y > 0, else slope g. */
class LeakyReluGrad {
  // @ts-ignore: decorator
  @inline
  apply(g: v128, y: v128, p: v128): v128 {
    return choose(f32x4.gt(y, f32x4.splat(0)), g, f32x4.mul(g, p));
  }

  run(a: usize, b: usize, target: usize, count: i32, attribute: f32): void {
    zip<LeakyReluGrad>(a, b, target, count, attribute);
  }
}

/** a + p (b - a). */
class Lerp {
  // @ts-ignore: decorator
  @inline
  apply(a: v128, b: v128, p: v128): v128 {
    return f32x4.add(a, f32x4.mul(p, f32x4.sub(b, a)));
  }

  run(a: usize, b: usize, target: usize, count: i32, attribute: f32): void {
    zip<Lerp>(a, b, target, count, attribute);
  }
}

/** g where y > 0, else g (y + alpha). */
class EluGrad {
  // @ts-ignore: decorator
  @inline
  apply(g: v128, y: v128, p: v128): v128 {
    return choose(f32x4.gt(y, f32x4.splat(0)), g, f32x4.mul(g, f32x4.add(y, p)));
  }

  run(a: usize, b: usize, target: usize, count: i32, attribute: f32): void {
    zip<EluGrad>(a, b, target, count, attribute);
  }
}

export function add(
  a: usize,
  b: usize,
  target: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  broadcastBinary<Add>(a, b, target, outer, inner, aOuter, aInner, bOuter, bInner, 2, 2);
}

export function sub(
  a: usize,
  b: usize,
  target: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  broadcastBinary<Sub>(a, b, target, outer, inner, aOuter, aInner, bOuter, bInner, 2, 2);
}

export function mul(
  a: usize,
  b: usize,
  target: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  broadcastBinary<Mul>(a, b, target, outer, inner, aOuter, aInner, bOuter, bInner, 2, 2);
}

export function div(
  a: usize,
  b: usize,
  target: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  broadcastBinary<Div>(a, b, target, outer, inner, aOuter, aInner, bOuter, bInner, 2, 2);
}

export function maximum(
  a: usize,
  b: usize,
  target: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  broadcastBinary<Maximum>(a, b, target, outer, inner, aOuter, aInner, bOuter, bInner, 2, 2);
}

export function minimum(
  a: usize,
  b: usize,
  target: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  broadcastBinary<Minimum>(a, b, target, outer, inner, aOuter, aInner, bOuter, bInner, 2, 2);
}

export function pow(
  a: usize,
  b: usize,
  target: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  broadcastBinary<Pow>(a, b, target, outer, inner, aOuter, aInner, bOuter, bInner, 2, 2);
}

export function reluGrad(
  g: usize,
  y: usize,
  target: usize,
  outer: i32,
  inner: i32,
  gOuter: i32,
  gInner: i32,
  yOuter: i32,
  yInner: i32,
): void {
  broadcastBinary<ReluGrad>(g, y, target, outer, inner, gOuter, gInner, yOuter, yInner, 2, 2);
}

export function tanhGrad(
  g: usize,
  y: usize,
  target: usize,
  outer: i32,
  inner: i32,
  gOuter: i32,
  gInner: i32,
  yOuter: i32,
  yInner: i32,
): void {
  broadcastBinary<TanhGrad>(g, y, target, outer, inner, gOuter, gInner, yOuter, yInner, 2, 2);
}

export function sigmoidGrad(
  g: usize,
  y: usize,
  target: usize,
  outer: i32,
  inner: i32,
  gOuter: i32,
  gInner: i32,
  yOuter: i32,
  yInner: i32,
): void {
  broadcastBinary<SigmoidGrad>(g, y, target, outer, inner, gOuter, gInner, yOuter, yInner, 2, 2);
}

export function softplusGrad(
  g: usize,
  y: usize,
  target: usize,
  outer: i32,
  inner: i32,
  gOuter: i32,
  gInner: i32,
  yOuter: i32,
  yInner: i32,
): void {
  broadcastBinary<SoftplusGrad>(g, y, target, outer, inner, gOuter, gInner, yOuter, yInner, 2, 2);
}

export function lerp(
  a: usize,
  b: usize,
  target: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
  weight: f32,
): void {
  broadcastBinary<Lerp>(a, b, target, outer, inner, aOuter, aInner, bOuter, bInner, 2, 2, weight);
}

export function leakyReluGrad(
  g: usize,
  y: usize,
  target: usize,
  outer: i32,
  inner: i32,
  gOuter: i32,
  gInner: i32,
  yOuter: i32,
  yInner: i32,
  slope: f32,
): void {
  broadcastBinary<LeakyReluGrad>(g, y, target, outer, inner, gOuter, gInner, yOuter, yInner, 2, 2, slope);
}

export function eluGrad(
  g: usize,
  y: usize,
  target: usize,
  outer: i32,
  inner: i32,
  gOuter: i32,
  gInner: i32,
  yOuter: i32,
  yInner: i32,
  alpha: f32,
): void {
  broadcastBinary<EluGrad>(g, y, target, outer, inner, gOuter, gInner, yOuter, yInner, 2, 2, alpha);
}
