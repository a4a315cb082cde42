/**
 * Vectors of four floats and the ends of arrays. A kernel works on whole vectors; the last one to three elements are
 * loaded into a vector whose other lanes are zero, go through the same instructions, and are stored one by one. So an
 * element's value never depends on where it stands in the array, and no load or store leaves the array.
 */

/** Loads `count` floats (1 to 3), zero in the other lanes. */
export function loadPartial(source: usize, count: i32): v128 {
  if (count == 1) return v128.load32_zero(source);
  const pair = v128.load64_zero(source);
  return count == 2 ? pair : v128.load32_lane(source, pair, 2, 8);
}

/** Stores the first `count` lanes (1 to 3). */
export function storePartial(target: usize, value: v128, count: i32): void {
  if (count == 1) {
    v128.store32_lane(target, value, 0);
    return;
  }
  v128.store64_lane(target, value, 0);
  if (count == 3) v128.store32_lane(target, value, 2, 8);
}

/** Whether the mask (a comparison's result) holds in all four lanes. */
// @ts-ignore: decorator
@inline
export function inAllLanes(mask: v128): bool {
  return i32x4.bitmask(mask) == 15;
}

/** `ifTrue` where the mask is set, else `ifFalse`. */
// @ts-ignore: decorator
@inline
export function choose(mask: v128, ifTrue: v128, ifFalse: v128): v128 {
  return v128.bitselect(ifTrue, ifFalse, mask);
}

/** The sign of `sign` on the magnitude of `value`, which must not be negative. */
// @ts-ignore: decorator
@inline
export function withSign(value: v128, sign: v128): v128 {
  return v128.or(value, v128.and(sign, f32x4.splat(-0.0)));
}

/** The sum of the four lanes, in double precision. */
export function sumOfLanes(value: v128): f64 {
  const pairs = f64x2.add(f64x2.promote_low_f32x4(value), f64x2.promote_low_f32x4(highHalf(value)));
  return f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
}

/** Lanes 2 and 3, moved to lanes 0 and 1. */
// @ts-ignore: decorator
@inline
export function highHalf(value: v128): v128 {
  return v128.shuffle<u64>(value, value, 1, 1);
}

/** Loads four lanes, or the `count` that are there. */
// @ts-ignore: decorator
@inline
export function loadLanes(source: usize, count: i32): v128 {
  return count >= 4 ? v128.load(source) : loadPartial(source, count);
}

/** Stores four lanes, or the first `count`. */
// @ts-ignore: decorator
@inline
export function storeLanes(target: usize, value: v128, count: i32): void {
  if (count >= 4) v128.store(target, value);
  else storePartial(target, value, count);
}

/** Stores four sums, or the first `count`, or adds them to what is there. */
// @ts-ignore: decorator
@inline
export function storeSums(target: usize, sums: v128, count: i32, adds: bool): void {
  storeLanes(target, adds ? f32x4.add(loadLanes(target, count), sums) : sums, count);
}

/** The largest or smallest of the four lanes, NaN if one is NaN. */
export function maxOfLanes(value: v128): f32 {
  const pairs = f32x4.max(value, highHalf(value));
  return max(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
}

export function minOfLanes(value: v128): f32 {
  const pairs = f32x4.min(value, highHalf(value));
  return min(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
}
