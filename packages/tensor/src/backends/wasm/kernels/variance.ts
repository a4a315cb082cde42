/**
 * variance over the middle axis of [outer, axis, inner], divided by axis - ddof. Two passes, both in double precision: the
 * mean, then the mean squared deviation from it; the one-pass formula cancels where the mean is large.
 */
import { highHalf } from './simd';
import { sumOfRange } from './sum';

export function variance(source: usize, target: usize, outer: i32, axis: i32, inner: i32, ddof: f64): void {
  const divisor = <f64>axis - ddof;
  for (let o = 0; o < outer; o++) {
    if (inner == 1) store<f32>(target, <f32>(squaresOfRange(source, axis) / divisor));
    else varianceOfColumns(source, target, axis, inner, divisor);
    source += <usize>(axis * inner) << 2;
    target += <usize>inner << 2;
  }
}

/** Sum of squared deviations from the mean. */
function squaresOfRange(source: usize, count: i32): f64 {
  const mean = sumOfRange(source, count) / <f64>count;
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

function varianceOfColumns(source: usize, target: usize, axis: i32, inner: i32, divisor: f64): void {
  const step = <usize>inner << 2;
  for (let column = 0; column < inner; column += 2) {
    const count = min(inner - column, 2);
    let total = f64x2.splat(0);
    let row = source;
    for (let k = 0; k < axis; k++) {
      total = f64x2.add(total, f64x2.promote_low_f32x4(loadPair(row, count)));
      row += step;
    }
    const mean = f64x2.div(total, f64x2.splat(<f64>axis));
    let squares = f64x2.splat(0);
    row = source;
    for (let k = 0; k < axis; k++) {
      const deviation = f64x2.sub(f64x2.promote_low_f32x4(loadPair(row, count)), mean);
      squares = f64x2.add(squares, f64x2.mul(deviation, deviation));
      row += step;
    }
    const result = f64x2.div(squares, f64x2.splat(divisor));
    store<f32>(target, <f32>f64x2.extract_lane(result, 0));
    if (count == 2) store<f32>(target, <f32>f64x2.extract_lane(result, 1), 4);
    source += 8;
    target += 8;
  }
}

// @ts-ignore: decorator
@inline
function loadPair(source: usize, count: i32): v128 {
  return count == 2 ? v128.load64_zero(source) : v128.load32_zero(source);
}
