/**
 * gather, scatterAdd and takeAlongAxis on the middle axis of [outer, axis, inner], for four-byte elements. Indices have
 * been checked by the caller. scatterAdd goes through the updates in order, so equal indices always add up in the same
 * sequence and a rerun gives the same bits.
 */

// @ts-ignore: decorator
@inline
function copyElements(source: usize, target: usize, count: i32): void {
  if (count >= 64) {
    memory.copy(target, source, <usize>count << 2);
    return;
  }
  const end = <usize>count << 2;
  let i: usize = 0;
  for (; i + 16 <= end; i += 16) v128.store(target + i, v128.load(source + i));
  for (; i < end; i += 4) store<u32>(target + i, load<u32>(source + i));
}

/** target[o, j, i] = source[o, indices[j], i]; target is [outer, count, inner]. */
export function gather(source: usize, indices: usize, target: usize, outer: i32, axis: i32, inner: i32, count: i32): void {
  const step = <usize>inner << 2;
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < count; j++) {
      const index = load<i32>(indices + (<usize>j << 2));
      if (inner == 1) store<u32>(target, load<u32>(source + (<usize>index << 2)));
      else copyElements(source + <usize>index * step, target, inner);
      target += step;
    }
    source += <usize>axis * step;
  }
}

/** target[o, indices[j], i] += updates[o, j, i]; updates are [outer, count, inner], target is [outer, axis, inner]. */
export function scatterAdd(updates: usize, indices: usize, target: usize, outer: i32, axis: i32, inner: i32, count: i32): void {
  const step = <usize>inner << 2;
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < count; j++) {
      const row = target + <usize>load<i32>(indices + (<usize>j << 2)) * step;
      let i: usize = 0;
      for (; i + 16 <= step; i += 16) v128.store(row + i, f32x4.add(v128.load(row + i), v128.load(updates + i)));
      for (; i < step; i += 4) store<f32>(row + i, load<f32>(row + i) + load<f32>(updates + i));
      updates += step;
    }
    target += <usize>axis * step;
  }
}

/** target[o, j, i] = source[o, indices[o, j, i], i]; indices and target are [outer, count, inner]. */
export function takeAlongAxis(source: usize, indices: usize, target: usize, outer: i32, axis: i32, inner: i32, count: i32): void {
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
