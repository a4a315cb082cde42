/**
 * Comparisons: two broadcast float32 operands in, bytes 0 or 1 out. Four masks of four lanes are narrowed to one vector
 * of sixteen bytes. A comparison with NaN is false, except `notEqual`.
 */
import { broadcastBinary } from './broadcast';
import { loadPartial } from './simd';

/** Sixteen results at a time. */
function compare<Comparison>(a: usize, b: usize, target: usize, count: i32): void {
  const comparison = changetype<Comparison>(0);
  const ones = i8x16.splat(1);
  let left = count;
  for (; left >= 16; left -= 16) {
    const m0 = comparison.apply(v128.load(a), v128.load(b));
    const m1 = comparison.apply(v128.load(a, 16), v128.load(b, 16));
    const m2 = comparison.apply(v128.load(a, 32), v128.load(b, 32));
    const m3 = comparison.apply(v128.load(a, 48), v128.load(b, 48));
    const low = i16x8.narrow_i32x4_s(m0, m1);
    const high = i16x8.narrow_i32x4_s(m2, m3);
    v128.store(target, v128.and(i8x16.narrow_i16x8_s(low, high), ones));
    a += 64;
    b += 64;
    target += 16;
  }
  for (; left > 0; left -= 4) {
    const present = min(left, 4);
    const x = present == 4 ? v128.load(a) : loadPartial(a, present);
    const y = present == 4 ? v128.load(b) : loadPartial(b, present);
    const bits = i32x4.bitmask(comparison.apply(x, y));
    for (let lane = 0; lane < present; lane++) store<u8>(target + lane, (bits >> lane) & 1);
    a += 16;
    b += 16;
    target += 4;
  }
}

class Equal {
  // @ts-ignore: decorator
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.eq(a, b);
  }

  run(a: usize, b: usize, target: usize, count: i32, _attribute: f32): void {
    compare<Equal>(a, b, target, count);
  }
}

class NotEqual {
  // @ts-ignore: decorator
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.ne(a, b);
  }

  run(a: usize, b: usize, target: usize, count: i32, _attribute: f32): void {
    compare<NotEqual>(a, b, target, count);
  }
}

class Less {
  // @ts-ignore: decorator
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.lt(a, b);
  }

  run(a: usize, b: usize, target: usize, count: i32, _attribute: f32): void {
    compare<Less>(a, b, target, count);
  }
}

class LessEqual {
  // @ts-ignore: decorator
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.le(a, b);
  }

  run(a: usize, b: usize, target: usize, count: i32, _attribute: f32): void {
    compare<LessEqual>(a, b, target, count);
  }
}

class Greater {
  // @ts-ignore: decorator
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.gt(a, b);
  }

  run(a: usize, b: usize, target: usize, count: i32, _attribute: f32): void {
    compare<Greater>(a, b, target, count);
  }
}

class GreaterEqual {
  // @ts-ignore: decorator
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.ge(a, b);
  }

  run(a: usize, b: usize, target: usize, count: i32, _attribute: f32): void {
    compare<GreaterEqual>(a, b, target, count);
  }
}

export function equal(
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
  broadcastBinary<Equal>(a, b, target, outer, inner, aOuter, aInner, bOuter, bInner, 2, 0);
}

export function notEqual(
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
  broadcastBinary<NotEqual>(a, b, target, outer, inner, aOuter, aInner, bOuter, bInner, 2, 0);
}

export function less(
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
  broadcastBinary<Less>(a, b, target, outer, inner, aOuter, aInner, bOuter, bInner, 2, 0);
}

export function lessEqual(
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
  broadcastBinary<LessEqual>(a, b, target, outer, inner, aOuter, aInner, bOuter, bInner, 2, 0);
}

export function greater(
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
  broadcastBinary<Greater>(a, b, target, outer, inner, aOuter, aInner, bOuter, bInner, 2, 0);
}

export function greaterEqual(
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
  broadcastBinary<GreaterEqual>(a, b, target, outer, inner, aOuter, aInner, bOuter, bInner, 2, 0);
}
