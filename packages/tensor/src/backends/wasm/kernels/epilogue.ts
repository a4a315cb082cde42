/**
 * What follows a product in a layer: bias and activation, applied to a block of the result while it is still in the
 * cache. The activations are those whose derivative can be read off their output, in the order of `activations`.
 */
import { eluVector, leakyReluVector, reluVector, sigmoidVector, softplusVector, tanhVector } from './activations';
import { biasOffset, scratchAt } from './scratch';
import { loadPartial, storePartial } from './simd';

// @ts-ignore: decorator
@inline
function activate(x: v128, activation: i32, alpha: v128): v128 {
  if (activation == 1) return reluVector(x);
  if (activation == 2) return leakyReluVector(x, alpha);
  if (activation == 3) return eluVector(x, alpha);
  if (activation == 4) return tanhVector(x);
  if (activation == 5) return sigmoidVector(x);
  if (activation == 6) return softplusVector(x);
  return x;
}

/** The activation that tiles apply themselves: see tile-end.ts. */
export const rectifier: i32 = 1;

/** Rows of up to this many elements, if they lie behind each other, are finished several at a time: then vectors are full. */
const narrow: i32 = 64;
/** Elements of the rows that are finished at a time, at most. */
const groupSize: i32 = 256;

/** Finishes rows x columns elements at c, whose rows are `stride` bytes apart; bias 0 means none. */
export function finish(c: usize, bias: usize, rows: i32, columns: i32, stride: usize, activation: i32, alpha: f32): void {
  if (bias == 0 && activation == 0) return;
  const bytes = <usize>columns << 2;
  if (columns > narrow || stride != bytes || rows < 8) return finishRows(c, bias, rows, columns, stride, activation, alpha);
  const group = min(groupSize / columns, rows) & ~3;
  const repeatedBias = scratchAt(biasOffset);
  for (let row = 0; bias && row < group; row++) memory.copy(repeatedBias + <usize>row * bytes, bias, bytes);
  const groups = rows / group;
  const grouped = groups * group;
  finishRows(c, bias ? repeatedBias : 0, groups, columns * group, bytes * <usize>group, activation, alpha);
  finishRows(c + <usize>grouped * bytes, bias, rows - grouped, columns, stride, activation, alpha);
}

function finishRows(c: usize, bias: usize, rows: i32, columns: i32, stride: usize, activation: i32, alpha: f32): void {
  switch (activation) {
    case 0:
      return finishWith(c, bias, rows, columns, stride, 0, alpha);
    case 1:
      return finishWith(c, bias, rows, columns, stride, 1, alpha);
    case 2:
      return finishWith(c, bias, rows, columns, stride, 2, alpha);
    case 3:
      return finishWith(c, bias, rows, columns, stride, 3, alpha);
    case 4:
      return finishWith(c, bias, rows, columns, stride, 4, alpha);
    case 5:
      return finishWith(c, bias, rows, columns, stride, 5, alpha);
    default:
      return finishWith(c, bias, rows, columns, stride, 6, alpha);
  }
}

/** Inlined for each activation, so that the choice is not made in the loop. */
// @ts-ignore: decorator
@inline
function finishWith(c: usize, bias: usize, rows: i32, columns: i32, stride: usize, activation: i32, alpha: f32): void {
  const slope = f32x4.splat(alpha);
  const whole = <usize>(columns & ~3) << 2;
  const left = columns & 3;
  for (let i = 0; i < rows; i++, c += stride) {
    for (let at: usize = 0; at < whole; at += 16) {
      const sum = bias ? f32x4.add(v128.load(c + at), v128.load(bias + at)) : v128.load(c + at);
      v128.store(c + at, activate(sum, activation, slope));
    }
    if (left > 0) {
      const x = loadPartial(c + whole, left);
      const sum = bias ? f32x4.add(x, loadPartial(bias + whole, left)) : x;
      storePartial(c + whole, activate(sum, activation, slope), left);
    }
  }
}
