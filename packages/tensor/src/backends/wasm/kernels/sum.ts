/**
 * sum and mean over the middle axis of [outer, axis, inner]. Terms are added in float32 lanes, but never many in a row: each
 * block's sums are folded into float64, so that the error of a sum of a million terms stays near 1e-7 of the sum
 * of their sizes.
 */
import { foldRows, groupOf, panelWidth } from './panel';
import { panelOffset, scratchAt } from './scratch';
import { loadPartial, sumOfLanes } from './simd';

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

function scaledSums(source: usize, target: usize, outer: i32, axis: i32, inner: i32, divisor: f64): void {
  if (inner == 1) {
    for (let o = 0; o < outer; o++) {
      store<f32>(target, <f32>(sumOfRange(source, axis) / divisor));
      source += <usize>axis << 2;
      target += 4;
    }
    return;
  }
  const group = groupOf(inner);
  const panelRows = axis / group;
  const restRows = axis - panelRows * group;
  const totals = scratchAt(panelOffset) + (<usize>panelWidth << 2);
  for (let o = 0; o < outer; o++) {
    for (let column = 0; column < inner; column += panelWidth) {
      const width = min(panelWidth, inner - column);
      const start = source + (<usize>column << 2);
      memory.fill(totals, 0, <usize>panelWidth << 3);
      addPanel(start, panelRows, group * inner, group * width, totals);
      if (restRows > 0) addPanel(start + (<usize>(panelRows * group * inner) << 2), 1, 0, restRows * width, totals);
      for (let j = 0; j < width; j++) {
        let total: f64 = 0;
        for (let row = 0; row < group; row++) total += load<f64>(totals + (<usize>(row * width + j) << 3));
        store<f32>(target, <f32>(total / divisor));
        target += 4;
      }
    }
    source += <usize>(axis * inner) << 2;
  }
}

export function sum(source: usize, target: usize, outer: i32, axis: i32, inner: i32): void {
  scaledSums(source, target, outer, axis, inner, 1);
}

export function mean(source: usize, target: usize, outer: i32, axis: i32, inner: i32): void {
  scaledSums(source, target, outer, axis, inner, <f64>axis);
}
