/**
 * gather, scatterAdd and takeAlongAxis on the middle axis of [outer, axis, inner], for four-byte elements. Indices have
 * been checked by the caller. scatterAdd goes through the updates in order, so equal indices always add up in the same
 * sequence and a rerun gives the same bits.
 */
import { copyRun, copyTwoPieces, copyTwoVectors } from './runs';


/** Whether all indices are from 0 to length - 1. */
export function areBelow(indices: usize, count: i32, length: i32): bool {
  const limit = i32x4.splat(length);
  let outside = i32x4.splat(0);
  for (; count >= 4; count -= 4) {
    outside = v128.or(outside, i32x4.ge_u(v128.load(indices), limit));
    indices += 16;
  }
  for (; count > 0; count--) {
    outside = v128.or(outside, i32x4.ge_u(v128.load32_splat(indices), limit));
    indices += 4;
  }
  return !v128.any_true(outside);
}

/** target[o, j, i] = source[o, indices[j], i]; target is [outer, count, inner]. */
export function gather(
  source: usize,
  indices: usize,
  target: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  count: i32,
  _pitch: i32,
): void {
  const step = <usize>inner << 2;
  for (let o = 0; o < outer; o++) {
    gatherRows(source, indices, target, step, count);
    source += <usize>axis * step;
    target += <usize>count * step;
  }
}

/** Rows of `bytes`; narrow ones in one or two pieces that may overlap (see runs.ts). */
function gatherRows(source: usize, indices: usize, target: usize, bytes: usize, count: i32): void {
  const end = indices + (<usize>count << 2);
  if (bytes == 4) {
    for (; indices < end; indices += 4) {
      store<u32>(target, load<u32>(source + (<usize>load<i32>(indices) << 2)));
      target += 4;
    }
  } else if (bytes <= 16) {
    const last = bytes - 8;
    for (; indices < end; indices += 4) {
      copyTwoPieces<u64>(source + <usize>load<i32>(indices) * bytes, target, last);
      target += bytes;
    }
  } else if (bytes <= 32) {
    const last = bytes - 16;
    for (; indices < end; indices += 4) {
      copyTwoVectors(source + <usize>load<i32>(indices) * bytes, target, last);
      target += bytes;
    }
  } else {
    for (; indices < end; indices += 4) {
      copyRun(source + <usize>load<i32>(indices) * bytes, target, bytes);
      target += bytes;
    }
  }
}

/**
 * target[o, indices[j], i] += updates[o, j, i]; updates are [outer, count, inner], target is [outer, axis, inner], and rows of both
 * are `pitch` floats apart.
 */
export function scatterAdd(
  updates: usize,
  indices: usize,
  target: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  count: i32,
  pitch: i32,
): void {
  const step = <usize>pitch << 2;
  const end = <usize>inner << 2;
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < count; j++) {
      const row = target + <usize>load<i32>(indices + (<usize>j << 2)) * step;
      let i: usize = 0;
      for (; i + 16 <= end; i += 16) v128.store(row + i, f32x4.add(v128.load(row + i), v128.load(updates + i)));
      for (; i < end; i += 4) store<f32>(row + i, load<f32>(row + i) + load<f32>(updates + i));
      updates += step;
    }
    target += <usize>axis * step;
  }
}

/** target[o, j, i] = source[o, indices[o, j, i], i]; indices and target are [outer, count, inner]. */
export function takeAlongAxis(
  source: usize,
  indices: usize,
  target: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  count: i32,
  _pitch: i32,
): void {
  const step = <usize>inner << 2;
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < count; j++) {
      for (let i: usize = 0; i < step; i += 4) {
        store<u32>(target + i, load<u32>(source + <usize>load<i32>(indices + i) * step + i));
      }
      indices += step;
      target += step;
    }
    source += <usize>axis * step;
  }
}
