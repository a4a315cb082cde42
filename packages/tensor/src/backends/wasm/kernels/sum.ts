/**
 * sum and mean over the middle axis of [outer, axis, inner]. Terms are added in float32 lanes, but never many in a row: each
 * block's sums are folded into float64, so that the error of a sum of a million terms stays near 1e-7 of the sum
 * of their sizes.
 */
import { foldRows, groupOf, panelWidth } from './panel';
import { panelOffset, scratchAt } from './scratch';
import { loadPartial, sumOfLanes } from './simd';
import { combineChunks, foldChunks, reduceSlices } from './slices';

/** Floats per block when adding along memory; panel rows per block when adding across it. */
const blockLength: i32 = 1024;
const blockRows: i32 = 32;

class Add {
  // @ts-ignore: decorator
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.add(a, b);
  }
}

/** The sum of contiguous floats. */
export function sumOfRange(source: usize, count: i32): f64 {
  let total: f64 = 0;
  while (count >= 16) {
    const steps = min(count, blockLength) >> 4;
    const end = source + (<usize>steps << 6);
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    for (; source < end; source += 64) {
      a = f32x4.add(a, v128.load(source));
      b = f32x4.add(b, v128.load(source, 16));
      c = f32x4.add(c, v128.load(source, 32));
      d = f32x4.add(d, v128.load(source, 48));
    }
    total += sumOfLanes(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
    count -= steps << 4;
  }
  let rest = f32x4.splat(0);
  for (; count >= 4; count -= 4) {
    rest = f32x4.add(rest, v128.load(source));
    source += 16;
  }
  if (count > 0) rest = f32x4.add(rest, loadPartial(source, count));
  return total + sumOfLanes(rest);
}

/** Column sums of a panel of `rows` rows, added to the doubles at `totals`. */
function addPanel(source: usize, rows: i32, pitch: i32, width: i32, totals: usize): void {
  const partialSums = scratchAt(panelOffset);
  while (rows > 0) {
    const height = min(rows, blockRows);
    memory.fill(partialSums, 0, <usize>width << 2);
    foldRows<Add>(partialSums, source, height, pitch, width);
    for (let j = 0; j < width; j++) {
      const total = totals + (<usize>j << 3);
      store<f64>(total, load<f64>(total) + <f64>load<f32>(partialSums + (<usize>j << 2)));
    }
    source += <usize>(height * pitch) << 2;
    rows -= height;
  }
}

/** The sums of up to panelWidth columns, as doubles. */
export function sumsOfColumns(source: usize, rows: i32, width: i32, pitch: i32, results: usize): void {
  const group = pitch == width ? groupOf(width) : 1;
  const panelRows = rows / group;
  const restRows = rows - panelRows * group;
  const totals = scratchAt(panelOffset) + (<usize>panelWidth << 2);
  memory.fill(totals, 0, <usize>panelWidth << 3);
  addPanel(source, panelRows, group * pitch, group * width, totals);
  if (restRows > 0) addPanel(source + (<usize>(panelRows * group * pitch) << 2), 1, 0, restRows * width, totals);
  for (let j = 0; j < width; j++) {
    let total: f64 = 0;
    for (let row = 0; row < group; row++) total += load<f64>(totals + (<usize>(row * width + j) << 3));
    store<f64>(results + (<usize>j << 3), total);
  }
}

class Sum {
  // @ts-ignore: decorator
  @inline
  bytes(): usize {
    return 8;
  }

  fold(source: usize, rows: i32, width: i32, pitch: i32, results: usize): void {
    if (pitch == 1) store<f64>(results, sumOfRange(source, rows));
    else sumsOfColumns(source, rows, width, pitch, results);
  }

  combine(partials: usize, step: usize, count: i32, _chunk: i32, _axis: i32, result: usize): void {
    let total: f64 = 0;
    for (let i = 0; i < count; i++) total += load<f64>(partials + <usize>i * step);
    store<f64>(result, total);
  }

  // @ts-ignore: decorator
  @inline
  finish(result: usize, _axis: i32, divisor: f64): f32 {
    return <f32>(load<f64>(result) / divisor);
  }
}

export function sum(source: usize, target: usize, outer: i32, axis: i32, inner: i32, pitch: i32): void {
  reduceSlices<Sum>(source, target, outer, axis, inner, pitch, 1);
}

export function mean(source: usize, target: usize, outer: i32, axis: i32, inner: i32, pitch: i32): void {
  reduceSlices<Sum>(source, target, outer, axis, inner, pitch, <f64>axis);
}

export function sumChunks(source: usize, partials: usize, count: i32, chunk: i32, inner: i32, rows: i32): void {
  foldChunks<Sum>(source, partials, count, chunk, inner, rows);
}

export function sumOfChunks(partials: usize, target: usize, count: i32, chunk: i32, inner: i32, axis: i32): void {
  combineChunks<Sum>(partials, target, count, chunk, inner, axis, 1);
}

export function meanOfChunks(partials: usize, target: usize, count: i32, chunk: i32, inner: i32, axis: i32): void {
  combineChunks<Sum>(partials, target, count, chunk, inner, axis, <f64>axis);
}
