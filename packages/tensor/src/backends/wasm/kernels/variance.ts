/**
 * variance over the middle axis of [outer, axis, inner], divided by axis - ddof. Two passes, both in double precision: the
 * mean, then the squared deviations from it; the one-pass formula cancels where the mean is large. Chunks of a long axis each have
 * a mean of their own, and are put together by the squares of these means' deviations (Chan, Golub & LeVeque, 1983).
 */
import { highHalf } from './simd';
import { combineChunks, foldChunks, reduceSlices } from './slices';
import { sumOfRange } from './sum';

/** Sum of squared deviations from the mean. */
function squaresOfRange(source: usize, count: i32, mean: f64): f64 {
  const centre = f64x2.splat(mean);
  let a = f64x2.splat(0);
  let b = a;
  for (; count >= 4; count -= 4) {
    const x = v128.load(source);
    const low = f64x2.sub(f64x2.promote_low_f32x4(x), centre);
    const high = f64x2.sub(f64x2.promote_low_f32x4(highHalf(x)), centre);
    a = f64x2.add(a, f64x2.mul(low, low));
    b = f64x2.add(b, f64x2.mul(high, high));
    source += 16;
  }
  a = f64x2.add(a, b);
  let total = f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
  for (; count > 0; count--) {
    const deviation = <f64>load<f32>(source) - mean;
    total += deviation * deviation;
    source += 4;
  }
  return total;
}

/** The means of two neighbouring columns (or of the one that is there), and their sums of squared deviations. */
function foldPair(source: usize, rows: i32, step: usize, count: i32, results: usize): void {
  let total = f64x2.splat(0);
  let row = source;
  for (let k = 0; k < rows; k++) {
    total = f64x2.add(total, f64x2.promote_low_f32x4(loadPair(row, count)));
    row += step;
  }
  const mean = f64x2.div(total, f64x2.splat(<f64>rows));
  let squares = f64x2.splat(0);
  row = source;
  for (let k = 0; k < rows; k++) {
    const deviation = f64x2.sub(f64x2.promote_low_f32x4(loadPair(row, count)), mean);
    squares = f64x2.add(squares, f64x2.mul(deviation, deviation));
    row += step;
  }
  v128.store(results, v128.shuffle<u64>(mean, squares, 0, 2));
  if (count == 2) v128.store(results, v128.shuffle<u64>(mean, squares, 1, 3), 16);
}

// @ts-ignore: decorator
@inline
function loadPair(source: usize, count: i32): v128 {
  return count == 2 ? v128.load64_zero(source) : v128.load32_zero(source);
}

/** Leaves the mean and the sum of squared deviations from it. */
class Variance {
  // @ts-ignore: decorator
  @inline
  bytes(): usize {
    return 16;
  }

  fold(source: usize, rows: i32, width: i32, pitch: i32, results: usize): void {
    if (pitch == 1) {
      const mean = sumOfRange(source, rows) / <f64>rows;
      store<f64>(results, mean);
      store<f64>(results, squaresOfRange(source, rows, mean), 8);
      return;
    }
    for (let j = 0; j < width; j += 2) {
      foldPair(source + (<usize>j << 2), rows, <usize>pitch << 2, min(width - j, 2), results + (<usize>j << 4));
    }
  }

  combine(partials: usize, step: usize, count: i32, chunk: i32, axis: i32, result: usize): void {
    let total: f64 = 0;
    for (let i = 0; i < count; i++) total += <f64>min(chunk, axis - i * chunk) * load<f64>(partials + <usize>i * step);
    const mean = total / <f64>axis;
    let squares: f64 = 0;
    for (let i = 0; i < count; i++) {
      const partial = partials + <usize>i * step;
      const deviation = load<f64>(partial) - mean;
      squares += load<f64>(partial, 8) + <f64>min(chunk, axis - i * chunk) * deviation * deviation;
    }
    store<f64>(result, mean);
    store<f64>(result, squares, 8);
  }

  // @ts-ignore: decorator
  @inline
  finish(result: usize, axis: i32, ddof: f64): f32 {
    return <f32>(load<f64>(result, 8) / (<f64>axis - ddof));
  }
}

export function variance(source: usize, target: usize, outer: i32, axis: i32, inner: i32, pitch: i32, ddof: f64): void {
  reduceSlices<Variance>(source, target, outer, axis, inner, pitch, ddof);
}

export function varianceChunks(source: usize, partials: usize, count: i32, chunk: i32, inner: i32, rows: i32): void {
  foldChunks<Variance>(source, partials, count, chunk, inner, rows);
}

export function varianceOfChunks(
  partials: usize,
  target: usize,
  count: i32,
  chunk: i32,
  inner: i32,
  axis: i32,
  ddof: f64,
): void {
  combineChunks<Variance>(partials, target, count, chunk, inner, axis, ddof);
}
