/**
 * log sum exp(x) and log mean exp(x) over the middle axis of [outer, axis, inner], in one pass over memory. A block that
 * fits the first-level cache gives its largest element, the running total is rescaled if that is a new largest, and then the
 * block's exponentials are added (the online softmax of Milakov & Gimelshein, 2018, by blocks). The shift is kept
 * finite, so infinities and NaN need no case of their own: they come out of exp and log.
 */
import { expVector } from './exp';
import { highHalf, loadLanes, maxOfLanes, sumOfLanes } from './simd';
import { combineChunks, foldChunks, reduceSlices } from './slices';

const largest: f32 = 3.4028234663852886e38;
const blockLength: i32 = 512;
const blockRows: i32 = 32;

/** The largest of contiguous floats and of `start`, NaN left out, within the finite range. */
export function finiteMax(source: usize, count: i32, start: f32): f32 {
  let a = f32x4.splat(start);
  let b = a;
  const end = source + (<usize>count << 2);
  for (; source + 32 <= end; source += 32) {
    a = f32x4.pmax(a, v128.load(source));
    b = f32x4.pmax(b, v128.load(source, 16));
  }
  if (count >= 4) {
    // The last vectors may begin before what is left: to see an element twice changes nothing.
    if (source + 16 < end) a = f32x4.pmax(a, v128.load(source));
    if (source < end) b = f32x4.pmax(b, v128.load(end - 16));
  } else {
    for (; source < end; source += 4) a = f32x4.pmax(a, v128.load32_splat(source));
  }
  return min(maxOfLanes(f32x4.pmax(a, b)), largest);
}

/** The sum of exp(x - shift) over contiguous floats: blocks that are short enough for float32 lanes, added in double precision. */
export function sumOfExponentials(source: usize, count: i32, shift: f32): f64 {
  let total: f64 = 0;
  for (; count > 0; count -= blockLength) {
    total += sumOfBlock(source, min(count, blockLength), shift);
    source += <usize>blockLength << 2;
  }
  return total;
}

function sumOfBlock(source: usize, count: i32, shift: f32): f64 {
  const shifts = f32x4.splat(shift);
  let a = f32x4.splat(0);
  let b = a;
  for (; count >= 8; count -= 8) {
    a = f32x4.add(a, expVector(f32x4.sub(v128.load(source), shifts)));
    b = f32x4.add(b, expVector(f32x4.sub(v128.load(source, 16), shifts)));
    source += 32;
  }
  for (; count > 0; count -= 4) {
    const e = expVector(f32x4.sub(loadLanes(source, count), shifts));
    a = f32x4.add(a, count >= 4 ? e : v128.and(e, i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count))));
    source += 16;
  }
  return sumOfLanes(f32x4.add(a, b));
}

function logOfRange(source: usize, count: i32): f64 {
  let shift = -largest;
  let total: f64 = 0;
  while (count > 0) {
    const length = min(count, blockLength);
    const newShift = finiteMax(source, length, shift);
    if (newShift > shift) {
      if (total > 0) total *= Math.exp(<f64>shift - <f64>newShift);
      shift = newShift;
    }
    total += sumOfBlock(source, length, shift);
    source += <usize>length << 2;
    count -= length;
  }
  return <f64>shift + Math.log(total);
}

/** Four neighbouring columns (or the `count` that are there), one per lane. */
function logOfColumns(source: usize, axis: i32, step: usize, count: i32, results: usize): void {
  let shift = f32x4.splat(-largest);
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  while (axis > 0) {
    const rows = min(axis, blockRows);
    let newShift = shift;
    let row = source;
    for (let k = 0; k < rows; k++) {
      newShift = f32x4.pmax(newShift, loadLanes(row, count));
      row += step;
    }
    newShift = f32x4.pmin(newShift, f32x4.splat(largest));
    const rescale = expVector(f32x4.sub(shift, newShift));
    low = f64x2.mul(low, f64x2.promote_low_f32x4(rescale));
    high = f64x2.mul(high, f64x2.promote_low_f32x4(highHalf(rescale)));
    shift = newShift;
    let block = f32x4.splat(0);
    for (let k = 0; k < rows; k++) {
      block = f32x4.add(block, expVector(f32x4.sub(loadLanes(source, count), shift)));
      source += step;
    }
    low = f64x2.add(low, f64x2.promote_low_f32x4(block));
    high = f64x2.add(high, f64x2.promote_low_f32x4(highHalf(block)));
    axis -= rows;
  }
  storeLog(results, f32x4.extract_lane(shift, 0), f64x2.extract_lane(low, 0));
  if (count > 1) storeLog(results + 8, f32x4.extract_lane(shift, 1), f64x2.extract_lane(low, 1));
  if (count > 2) storeLog(results + 16, f32x4.extract_lane(shift, 2), f64x2.extract_lane(high, 0));
  if (count > 3) storeLog(results + 24, f32x4.extract_lane(shift, 3), f64x2.extract_lane(high, 1));
}

function storeLog(result: usize, shift: f32, total: f64): void {
  store<f64>(result, <f64>shift + Math.log(total));
}

class LogSum {
  // @ts-ignore: decorator
  @inline
  bytes(): usize {
    return 8;
  }

  fold(source: usize, rows: i32, width: i32, pitch: i32, results: usize): void {
    if (pitch == 1) {
      store<f64>(results, logOfRange(source, rows));
      return;
    }
    for (let j = 0; j < width; j += 4) {
      logOfColumns(source + (<usize>j << 2), rows, <usize>pitch << 2, width - j, results + (<usize>j << 3));
    }
  }

  combine(partials: usize, step: usize, count: i32, _chunk: i32, _axis: i32, result: usize): void {
    let shift: f64 = -Infinity;
    for (let i = 0; i < count; i++) shift = max(shift, load<f64>(partials + <usize>i * step));
    // An infinite shift, or one that is not a number, is the result.
    if (shift - shift == 0) {
      let total: f64 = 0;
      for (let i = 0; i < count; i++) total += Math.exp(load<f64>(partials + <usize>i * step) - shift);
      shift += Math.log(total);
    }
    store<f64>(result, shift);
  }

  // @ts-ignore: decorator
  @inline
  finish(result: usize, _axis: i32, logDivisor: f64): f32 {
    return <f32>(load<f64>(result) - logDivisor);
  }
}

export function logsumexp(source: usize, target: usize, outer: i32, axis: i32, inner: i32, pitch: i32): void {
  reduceSlices<LogSum>(source, target, outer, axis, inner, pitch);
}

export function logmeanexp(source: usize, target: usize, outer: i32, axis: i32, inner: i32, pitch: i32): void {
  reduceSlices<LogSum>(source, target, outer, axis, inner, pitch, Math.log(<f64>axis));
}

export function logsumexpChunks(source: usize, partials: usize, count: i32, chunk: i32, inner: i32, rows: i32): void {
  foldChunks<LogSum>(source, partials, count, chunk, inner, rows);
}

export function logsumexpOfChunks(partials: usize, target: usize, count: i32, chunk: i32, inner: i32, axis: i32): void {
  combineChunks<LogSum>(partials, target, count, chunk, inner, axis);
}

export function logmeanexpOfChunks(partials: usize, target: usize, count: i32, chunk: i32, inner: i32, axis: i32): void {
  combineChunks<LogSum>(partials, target, count, chunk, inner, axis, Math.log(<f64>axis));
}
