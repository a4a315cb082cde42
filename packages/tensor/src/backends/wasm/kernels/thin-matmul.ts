/**
 * Matrix products so thin that packing would cost more than it saves: those whose inner length is one or small, and small
 * results of a long inner length. They are what the first layer of a critic and its gradient consist of.
 */
import { multiplyStrip } from './direct-tile';
import { sumLength } from './matrix-vector';
import { packingOffset, scratchAt } from './scratch';
import { loadPartial, storePartial } from './simd';

/** target[i, :] = a[i] b, in rows `stride` bytes apart: the product of a column and a row. */
export function columnTimesRow(a: usize, b: usize, target: usize, stride: usize, rows: i32, columns: i32): void {
  const whole = <usize>(columns & ~3) << 2;
  const left = columns & 3;
  // What whole vectors leave of a row is written with the elements before it.
  const last = <usize>(columns - 4) << 2;
  for (let i = 0; i < rows; i++, a += 4) {
    const x = v128.load32_splat(a);
    for (let at: usize = 0; at < whole; at += 16) v128.store(target + at, f32x4.mul(x, v128.load(b + at)));
    if (columns < 4) storePartial(target, f32x4.mul(x, loadPartial(b, left)), left);
    else if (left > 0) v128.store(target + last, f32x4.mul(x, v128.load(b + last)));
    target += stride;
  }
}

/** Where the last strip of up to 12 columns begins; the strips before it have eight. */
function lastStrip(columns: i32): i32 {
  const eights = (columns - 1) & ~7;
  return columns - eights <= 4 && eights > 0 ? eights - 8 : eights;
}

/**
 * target[i, :] = start + sum over k of a[i, k] b[k, :], for a small inner length: tiles of the result are made straight from a, and
 * from a copy of b whose rows are whole vectors. Steps count floats, the stride of the result bytes.
 *
 * @param start the address of `columns` floats; 0 stands for zeros
 */
export function smallInner(
  a: usize,
  rowStep: i32,
  innerStepA: i32,
  b: usize,
  innerStepB: i32,
  columnStep: i32,
  start: usize,
  target: usize,
  stride: usize,
  rows: i32,
  columns: i32,
  inner: i32,
  rectifies: bool,
): void {
  const padded = (columns + 7) & ~7;
  const pitch = <usize>padded << 2;
  const starts = scratchAt(packingOffset);
  const copy = starts + pitch;
  memory.fill(starts, 0, pitch);
  if (start) memory.copy(starts, start, <usize>columns << 2);
  for (let k = 0; k < inner; k++) {
    const row = copy + <usize>k * pitch;
    for (let j = 0; j < columns; j++) {
      store<f32>(row + (<usize>j << 2), load<f32>(b + (<usize>(k * innerStepB + j * columnStep) << 2)));
    }
  }
  const last = lastStrip(columns);
  for (let j = last; j >= 0; j -= 8) {
    const at = <usize>j << 2;
    const present = j == last ? columns - j : 8;
    const width = stride == <usize>columns << 2 ? (present + 3) & ~3 : present;
    multiplyStrip(
      a,
      <usize>rowStep << 2,
      <usize>innerStepA << 2,
      copy + at,
      pitch,
      inner,
      starts + at,
      target + at,
      stride,
      rows,
      present,
      width,
      false,
      rectifies,
    );
  }
}

/** Rows of b that are copied before they are read, because whole vectors would reach past the end of b. */
const lastRows: i32 = 8;

/**
 * target[i, j] = sum over k of a[i, k] b[k, j] for a small result and a long inner length, as in the gradient of a narrow layer's
 * weights: both operands are read once, in place, and the result stays in the first-level cache. Rows of b are `pitch`
 * bytes apart, those of the result `stride` bytes.
 */
export function smallResult(
  a: usize,
  rowStep: i32,
  innerStep: i32,
  b: usize,
  pitch: usize,
  target: usize,
  stride: usize,
  rows: i32,
  columns: i32,
  inner: i32,
): void {
  const rowBytes = <usize>rowStep << 2;
  const innerBytes = <usize>innerStep << 2;
  const copied = min(lastRows, inner);
  const inPlace = inner - copied;
  const copy = scratchAt(packingOffset) + 64;
  const copyPitch = <usize>columns << 2;
  const last = b + <usize>inPlace * pitch;
  for (let k: usize = 0; k < <usize>copied; k++) memory.copy(copy + k * copyPitch, last + k * pitch, copyPitch);
  for (let begin = 0; begin < inPlace; begin += sumLength) {
    const length = min(sumLength, inPlace - begin);
    const from = a + <usize>begin * innerBytes;
    smallBlock(from, rowBytes, innerBytes, b + <usize>begin * pitch, pitch, target, stride, rows, columns, length, begin > 0);
  }
  a += <usize>inPlace * innerBytes;
  smallBlock(a, rowBytes, innerBytes, copy, copyPitch, target, stride, rows, columns, copied, inPlace > 0);
}

function smallBlock(
  a: usize,
  rowStep: usize,
  innerStep: usize,
  b: usize,
  pitch: usize,
  target: usize,
  stride: usize,
  rows: i32,
  columns: i32,
  inner: i32,
  adds: bool,
): void {
  const zeros = scratchAt(packingOffset);
  memory.fill(zeros, 0, 48);
  const last = lastStrip(columns);
  for (let j = last; j >= 0; j -= 8) {
    const at = <usize>j << 2;
    const present = j == last ? columns - j : 8;
    multiplyStrip(a, rowStep, innerStep, b + at, pitch, inner, zeros, target + at, stride, rows, present, present, adds, false);
  }
}
