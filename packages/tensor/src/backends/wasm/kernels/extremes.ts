/**
 * max and min over the middle axis of [outer, axis, inner]. They have no rounding, so float32 lanes are combined in any
 * order; NaN wins over everything, as in Math.max.
 */
import { foldRows, groupOf, panelWidth } from './panel';
import { panelOffset, scratchAt } from './scratch';
import { loadPartial, maxOfLanes, minOfLanes } from './simd';
import { combineChunks, foldChunks, reduceSlices } from './slices';

class Max {
  // @ts-ignore: decorator
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.max(a, b);
  }

  // @ts-ignore: decorator
  @inline
  ofLanes(value: v128): f32 {
    return maxOfLanes(value);
  }

  // @ts-ignore: decorator
  @inline
  identity(): f32 {
    return -Infinity;
  }
}

class Min {
  // @ts-ignore: decorator
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.min(a, b);
  }

  // @ts-ignore: decorator
  @inline
  ofLanes(value: v128): f32 {
    return minOfLanes(value);
  }

  // @ts-ignore: decorator
  @inline
  identity(): f32 {
    return Infinity;
  }
}

function extremeOfRange<Operation>(source: usize, count: i32): f32 {
  const operation = changetype<Operation>(0);
  const identity = f32x4.splat(operation.identity());
  let a = identity;
  let b = identity;
  for (; count >= 8; count -= 8) {
    a = operation.apply(a, v128.load(source));
    b = operation.apply(b, v128.load(source, 16));
    source += 32;
  }
  if (count >= 4) {
    a = operation.apply(a, v128.load(source));
    source += 16;
    count -= 4;
  }
  if (count > 0) b = operation.apply(b, firstLanes(loadPartial(source, count), identity, count));
  return operation.ofLanes(operation.apply(a, b));
}

/** The first `count` lanes of `value`, the others of `rest`. */
function firstLanes(value: v128, rest: v128, count: i32): v128 {
  const mask = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
  return v128.bitselect(value, rest, mask);
}

function extremesOfColumns<Operation>(source: usize, rows: i32, width: i32, pitch: i32, results: usize): void {
  const operation = changetype<Operation>(0);
  const group = pitch == width ? groupOf(width) : 1;
  const panelRows = rows / group;
  const restRows = rows - panelRows * group;
  const best = scratchAt(panelOffset);
  for (let j: usize = 0; j < <usize>panelWidth << 2; j += 16) v128.store(best + j, f32x4.splat(operation.identity()));
  foldRows<Operation>(best, source, panelRows, group * pitch, group * width);
  if (restRows > 0) {
    foldRows<Operation>(best, source + (<usize>(panelRows * group * pitch) << 2), 1, 0, restRows * width);
  }
  for (let j = 0; j < width; j++) {
    let result = f32x4.splat(operation.identity());
    for (let row = 0; row < group; row++) {
      result = operation.apply(result, v128.load32_splat(best + (<usize>(row * width + j) << 2)));
    }
    store<f64>(results + (<usize>j << 3), <f64>f32x4.extract_lane(result, 0));
  }
}

class Extreme<Operation> {
  // @ts-ignore: decorator
  @inline
  bytes(): usize {
    return 8;
  }

  fold(source: usize, rows: i32, width: i32, pitch: i32, results: usize): void {
    if (pitch == 1) store<f64>(results, <f64>extremeOfRange<Operation>(source, rows));
    else extremesOfColumns<Operation>(source, rows, width, pitch, results);
  }

  combine(partials: usize, step: usize, count: i32, _chunk: i32, _axis: i32, result: usize): void {
    const operation = changetype<Operation>(0);
    let best = f32x4.splat(operation.identity());
    for (let i = 0; i < count; i++) {
      best = operation.apply(best, f32x4.splat(<f32>load<f64>(partials + <usize>i * step)));
    }
    store<f64>(result, <f64>f32x4.extract_lane(best, 0));
  }

  // @ts-ignore: decorator
  @inline
  finish(result: usize, _axis: i32, _parameter: f64): f32 {
    return <f32>load<f64>(result);
  }
}

export function maxReduction(source: usize, target: usize, outer: i32, axis: i32, inner: i32, pitch: i32): void {
  reduceSlices<Extreme<Max>>(source, target, outer, axis, inner, pitch);
}

export function minReduction(source: usize, target: usize, outer: i32, axis: i32, inner: i32, pitch: i32): void {
  reduceSlices<Extreme<Min>>(source, target, outer, axis, inner, pitch);
}

export function maxChunks(source: usize, partials: usize, count: i32, chunk: i32, inner: i32, rows: i32): void {
  foldChunks<Extreme<Max>>(source, partials, count, chunk, inner, rows);
}

export function minChunks(source: usize, partials: usize, count: i32, chunk: i32, inner: i32, rows: i32): void {
  foldChunks<Extreme<Min>>(source, partials, count, chunk, inner, rows);
}

export function maxOfChunks(partials: usize, target: usize, count: i32, chunk: i32, inner: i32, axis: i32): void {
  combineChunks<Extreme<Max>>(partials, target, count, chunk, inner, axis);
}

export function minOfChunks(partials: usize, target: usize, count: i32, chunk: i32, inner: i32, axis: i32): void {
  combineChunks<Extreme<Min>>(partials, target, count, chunk, inner, axis);
}
