/**
 * where: a condition of bytes chooses between two arrays of four-byte elements (float32 or int32, whose bits are only moved).
 */
import { broadcastSelect } from './broadcast';

class Select {
  run(condition: usize, a: usize, b: usize, target: usize, count: i32): void {
    let left = count;
    for (; left >= 4; left -= 4) {
      const isFalse = i32x4.eq(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(condition))), i32x4.splat(0));
      v128.store(target, v128.bitselect(v128.load(b), v128.load(a), isFalse));
      condition += 4;
      a += 16;
      b += 16;
      target += 16;
    }
    for (; left > 0; left--) {
      store<i32>(target, load<u8>(condition) ? load<i32>(a) : load<i32>(b));
      condition++;
      a += 4;
      b += 4;
      target += 4;
    }
  }
}

export function where(
  condition: usize,
  a: usize,
  b: usize,
  target: usize,
  outer: i32,
  inner: i32,
  conditionOuter: i32,
  conditionInner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  broadcastSelect<Select>(condition, a, b, target, outer, inner, conditionOuter, conditionInner, aOuter, aInner, bOuter, bInner);
}
