/**
 * Logic on bytes that are 0 or 1, sixteen at a time, over broadcast operands.
 */
import { broadcastBinary } from './broadcast';

function zipBytes<Operation>(a: usize, b: usize, target: usize, count: i32): void {
  const operation = changetype<Operation>(0);
  let left = count;
  for (; left >= 16; left -= 16) {
    v128.store(target, operation.apply(v128.load(a), v128.load(b)));
    a += 16;
    b += 16;
    target += 16;
  }
  for (; left > 0; left--) {
    const result = operation.apply(v128.load8_splat(a++), v128.load8_splat(b++));
    store<u8>(target++, i8x16.extract_lane_u(result, 0));
  }
}

/** 1 where the byte is 0, else 0. */
export function logicalNot(source: usize, target: usize, count: i32): void {
  for (let i = 0; i < count; i++) store<u8>(target + i, <u8>(load<u8>(source + i) == 0));
}

class LogicalAnd {
  // @ts-ignore: decorator
  @inline
  apply(a: v128, b: v128): v128 {
    return v128.and(a, b);
  }

  run(a: usize, b: usize, target: usize, count: i32, _attribute: f32): void {
    zipBytes<LogicalAnd>(a, b, target, count);
  }
}

class LogicalOr {
  // @ts-ignore: decorator
  @inline
  apply(a: v128, b: v128): v128 {
    return v128.or(a, b);
  }

  run(a: usize, b: usize, target: usize, count: i32, _attribute: f32): void {
    zipBytes<LogicalOr>(a, b, target, count);
  }
}

class LogicalXor {
  // @ts-ignore: decorator
  @inline
  apply(a: v128, b: v128): v128 {
    return v128.xor(a, b);
  }

  run(a: usize, b: usize, target: usize, count: i32, _attribute: f32): void {
    zipBytes<LogicalXor>(a, b, target, count);
  }
}

export function logicalAnd(
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
  broadcastBinary<LogicalAnd>(a, b, target, outer, inner, aOuter, aInner, bOuter, bInner, 0, 0);
}

export function logicalOr(
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
  broadcastBinary<LogicalOr>(a, b, target, outer, inner, aOuter, aInner, bOuter, bInner, 0, 0);
}

export function logicalXor(
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
  broadcastBinary<LogicalXor>(a, b, target, outer, inner, aOuter, aInner, bOuter, bInner, 0, 0);
}
