/**
 * softmax, logSoftmax and cumsum along the middle axis of [outer, axis, inner]. Along memory each row is worked on by
 * itself; otherwise four neighbouring columns go together, one per lane. The shift is the largest finite element, as in
 * logsumexp.ts; running sums are double precision. `pitch` as in slices.ts.
 */
import { expVector } from './exp';
import { finiteMax, sumOfExponentials } from './logsumexp';
import { highHalf, loadLanes, loadPartial, storeLanes, storePartial, sumOfLanes } from './simd';

const largest: f32 = 3.4028234663852886e38;
/** Exponentials that float32 lanes add up. */
const blockLength: i32 = 1024;

/** Writes exp(x - shift) and returns its sum. */
function exponentials(source: usize, target: usize, count: i32, shift: f32): f64 {
  const shifts = f32x4.splat(shift);
  let total: f64 = 0;
  while (count > 0) {
    let block = f32x4.splat(0);
    let left = min(count, blockLength);
    count -= left;
    for (; left >= 4; left -= 4) {
      const e = expVector(f32x4.sub(v128.load(source), shifts));
      v128.store(target, e);
      block = f32x4.add(block, e);
      source += 16;
      target += 16;
    }
    if (left > 0) {
      const e = expVector(f32x4.sub(loadPartial(source, left), shifts));
      storePartial(target, e, left);
      block = f32x4.add(block, v128.and(e, i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(left))));
    }
    total += sumOfLanes(block);
  }
  return total;
}

function softmaxOfRange(source: usize, target: usize, count: i32): void {
  const total = exponentials(source, target, count, finiteMax(source, count, -largest));
  const scale = f32x4.splat(<f32>(1 / total));
  for (; count >= 4; count -= 4) {
    v128.store(target, f32x4.mul(v128.load(target), scale));
    target += 16;
  }
  if (count > 0) storePartial(target, f32x4.mul(loadPartial(target, count), scale), count);
}

function logSoftmaxOfRange(source: usize, target: usize, count: i32): void {
  const shift = finiteMax(source, count, -largest);
  const shifts = f32x4.splat(shift);
  const logTotal = f32x4.splat(<f32>Math.log(sumOfExponentials(source, count, shift)));
  for (; count >= 4; count -= 4) {
    v128.store(target, f32x4.sub(f32x4.sub(v128.load(source), shifts), logTotal));
    source += 16;
    target += 16;
  }
  if (count > 0) storePartial(target, f32x4.sub(f32x4.sub(loadPartial(source, count), shifts), logTotal), count);
}

function shiftOfColumns(source: usize, axis: i32, step: usize, count: i32): v128 {
  let shift = f32x4.splat(-largest);
  for (let k = 0; k < axis; k++) {
    shift = f32x4.pmax(shift, loadLanes(source, count));
    source += step;
  }
  return f32x4.pmin(shift, f32x4.splat(largest));
}

/** The sum of exp(x - shift) in each lane, added up in double precision and rounded at the end; the terms are written if asked for. */
// @ts-ignore: decorator
@inline
function sumsOfColumns(source: usize, target: usize, axis: i32, step: usize, count: i32, shift: v128, writes: bool): v128 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let k = 0; k < axis; k++) {
    const e = expVector(f32x4.sub(loadLanes(source, count), shift));
    if (writes) {
      storeLanes(target, e, count);
      target += step;
    }
    low = f64x2.add(low, f64x2.promote_low_f32x4(e));
    high = f64x2.add(high, f64x2.promote_low_f32x4(highHalf(e)));
    source += step;
  }
  return v128.shuffle<u64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

function softmaxOfColumns(source: usize, target: usize, axis: i32, step: usize, count: i32): void {
  const shift = shiftOfColumns(source, axis, step, count);
  const total = sumsOfColumns(source, target, axis, step, count, shift, true);
  const scale = f32x4.div(f32x4.splat(1), total);
  for (let k = 0; k < axis; k++) {
    storeLanes(target, f32x4.mul(loadLanes(target, count), scale), count);
    target += step;
  }
}

function logSoftmaxOfColumns(source: usize, target: usize, axis: i32, step: usize, count: i32): void {
  const shift = shiftOfColumns(source, axis, step, count);
  const total = sumsOfColumns(source, target, axis, step, count, shift, false);
  const logTotal = f32x4(
    <f32>Math.log(f32x4.extract_lane(total, 0)),
    <f32>Math.log(f32x4.extract_lane(total, 1)),
    <f32>Math.log(f32x4.extract_lane(total, 2)),
    <f32>Math.log(f32x4.extract_lane(total, 3)),
  );
  for (let k = 0; k < axis; k++) {
    storeLanes(target, f32x4.sub(f32x4.sub(loadLanes(source, count), shift), logTotal), count);
    source += step;
    target += step;
  }
}

export function softmax(source: usize, target: usize, outer: i32, axis: i32, inner: i32, pitch: i32): void {
  const step = <usize>pitch << 2;
  for (let o = 0; o < outer; o++) {
    if (pitch == 1) softmaxOfRange(source, target, axis);
    else {
      for (let column = 0; column < inner; column += 4) {
        const offset = <usize>column << 2;
        softmaxOfColumns(source + offset, target + offset, axis, step, inner - column);
      }
    }
    source += <usize>axis * step;
    target += <usize>axis * step;
  }
}

export function logSoftmax(source: usize, target: usize, outer: i32, axis: i32, inner: i32, pitch: i32): void {
  const step = <usize>pitch << 2;
  for (let o = 0; o < outer; o++) {
    if (pitch == 1) logSoftmaxOfRange(source, target, axis);
    else {
      for (let column = 0; column < inner; column += 4) {
        const offset = <usize>column << 2;
        logSoftmaxOfColumns(source + offset, target + offset, axis, step, inner - column);
      }
    }
    source += <usize>axis * step;
    target += <usize>axis * step;
  }
}

function cumsumOfRange(source: usize, target: usize, count: i32): void {
  let total: f64 = 0;
  for (let k = 0; k < count; k++) {
    total += <f64>load<f32>(source);
    store<f32>(target, <f32>total);
    source += 4;
    target += 4;
  }
}

function cumsumOfColumns(source: usize, target: usize, axis: i32, step: usize, count: i32): void {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let k = 0; k < axis; k++) {
    const x = loadLanes(source, count);
    low = f64x2.add(low, f64x2.promote_low_f32x4(x));
    high = f64x2.add(high, f64x2.promote_low_f32x4(highHalf(x)));
    storeLanes(target, v128.shuffle<u64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2), count);
    source += step;
    target += step;
  }
}

export function cumsum(source: usize, target: usize, outer: i32, axis: i32, inner: i32, pitch: i32): void {
  const step = <usize>pitch << 2;
  for (let o = 0; o < outer; o++) {
    if (pitch == 1) cumsumOfRange(source, target, axis);
    else {
      for (let column = 0; column < inner; column += 4) {
        const offset = <usize>column << 2;
        cumsumOfColumns(source + offset, target + offset, axis, step, inner - column);
      }
    }
    source += <usize>axis * step;
    target += <usize>axis * step;
  }
}
