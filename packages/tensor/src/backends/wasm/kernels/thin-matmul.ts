/**
 * Matrix products so thin that packing would cost more than it saves: a matrix times a vector, either way round, and
 * products whose inner length is small. They are what the first and the last layer of a critic consist of.
 */
import { multiplyDirect } from './direct-tile';
import { loadPartial, storePartial } from './simd';

/** target[i] = a[i, :] . b for rows of `inner` neighbours. */
export function rowsTimesVector(a: usize, b: usize, target: usize, rows: i32, inner: i32): void {
  for (let i = 0; i < rows; i++, target += 4) {
    store<f32>(target, dot(a, b, inner));
    a += <usize>inner << 2;
  }
}

function dot(a: usize, b: usize, count: i32): f32 {
  let first = f32x4.splat(0);
  let second = f32x4.splat(0);
  const end = a + (<usize>count << 2);
  for (; a + 32 <= end; a += 32, b += 32) {
    first = f32x4.add(first, f32x4.mul(v128.load(a), v128.load(b)));
    second = f32x4.add(second, f32x4.mul(v128.load(a, 16), v128.load(b, 16)));
  }
  if (a + 16 <= end) {
    first = f32x4.add(first, f32x4.mul(v128.load(a), v128.load(b)));
    a += 16;
    b += 16;
  }
  const left = <i32>(end - a) >> 2;
  if (left > 0) second = f32x4.add(second, f32x4.mul(loadPartial(a, left), loadPartial(b, left)));
  const sums = f32x4.add(first, second);
  const pairs = f32x4.add(sums, v128.shuffle<f32>(sums, sums, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** Rows after which a running sum is put aside, so that rounding errors stay those of short sums. */
const sumLength: i32 = 256;

/**
 * target[j] = sum over k of b[k] a[k, j], for rows of `columns` neighbours.
 *
 * @param scratch columns floats
 */
export function vectorTimesRows(a: usize, b: usize, target: usize, columns: i32, inner: i32, scratch: usize): void {
  const bytes = <usize>columns << 2;
  memory.fill(target, 0, bytes);
  for (let start = 0; start < inner; start += sumLength) {
    memory.fill(scratch, 0, bytes);
    const stop = min(start + sumLength, inner);
    let k = start;
    for (; k + 4 <= stop; k += 4, a += 4 * bytes, b += 16) addFourRows(a, b, scratch, columns);
    for (; k < stop; k++, a += bytes, b += 4) addScaled(a, load<f32>(b), scratch, columns);
    addScaled(scratch, 1, target, columns);
  }
}

/** Four rows at once, so that the sums are read and written once for four products. */
function addFourRows(a: usize, b: usize, sums: usize, columns: i32): void {
  const bytes = <usize>columns << 2;
  const x0 = v128.load32_splat(b);
  const x1 = v128.load32_splat(b, 4);
  const x2 = v128.load32_splat(b, 8);
  const x3 = v128.load32_splat(b, 12);
  const end = sums + bytes;
  for (; sums + 16 <= end; sums += 16, a += 16) {
    const low = f32x4.add(f32x4.mul(x0, v128.load(a)), f32x4.mul(x1, v128.load(a + bytes)));
    const high = f32x4.add(f32x4.mul(x2, v128.load(a + 2 * bytes)), f32x4.mul(x3, v128.load(a + 3 * bytes)));
    v128.store(sums, f32x4.add(v128.load(sums), f32x4.add(low, high)));
  }
  for (; sums < end; sums += 4, a += 4) {
    const low = load<f32>(b) * load<f32>(a) + load<f32>(b, 4) * load<f32>(a + bytes);
    const high = load<f32>(b, 8) * load<f32>(a + 2 * bytes) + load<f32>(b, 12) * load<f32>(a + 3 * bytes);
    store<f32>(sums, load<f32>(sums) + (low + high));
  }
}

function addScaled(row: usize, factor: f32, sums: usize, columns: i32): void {
  const x = f32x4.splat(factor);
  const end = sums + (<usize>columns << 2);
  for (; sums + 16 <= end; sums += 16, row += 16) {
    v128.store(sums, f32x4.add(v128.load(sums), f32x4.mul(x, v128.load(row))));
  }
  for (; sums < end; sums += 4, row += 4) store<f32>(sums, load<f32>(sums) + factor * load<f32>(row));
}

/** target[i, :] = a[i] b: the product of a column and a row. */
export function columnTimesRow(a: usize, b: usize, target: usize, rows: i32, columns: i32): void {
  const whole = <usize>(columns & ~3) << 2;
  const left = columns & 3;
  for (let i = 0; i < rows; i++, a += 4) {
    const x = v128.load32_splat(a);
    for (let at: usize = 0; at < whole; at += 16) v128.store(target + at, f32x4.mul(x, v128.load(b + at)));
    if (left > 0) storePartial(target + whole, f32x4.mul(x, loadPartial(b + whole, left)), left);
    target += <usize>columns << 2;
  }
}

/**
 * target[i, :] = sum over k of a[i * rowStep + k * innerStep] b[k, :], for a small inner length: tiles of the result are made
 * straight from a, and from a copy of b whose rows are whole vectors.
 *
 * @param scratch inner times columns floats, columns rounded up to four
 */
export function smallInner(
  a: usize,
  b: usize,
  target: usize,
  rows: i32,
  columns: i32,
  inner: i32,
  rowStep: i32,
  innerStep: i32,
  transposed: bool,
  scratch: usize,
): void {
  const padded = (columns + 3) & ~3;
  for (let k = 0; k < inner; k++) {
    for (let j = 0; j < padded; j++) {
      const at = transposed ? j * inner + k : k * columns + j;
      store<f32>(scratch + (<usize>(k * padded + j) << 2), j < columns ? load<f32>(b + (<usize>at << 2)) : 0);
    }
  }
  const rowBytes = <usize>rowStep << 2;
  const innerBytes = <usize>innerStep << 2;
  const pitch = <usize>padded << 2;
  const stride = <usize>columns << 2;
  for (let i = 0; i < rows; i += 4, a += 4 * rowBytes, target += 4 * stride) {
    const height = min(4, rows - i);
    // Whole vectors may run into the next row, which is written after; only the last rows must end exactly.
    const width = i + 4 < rows ? padded : columns;
    for (let j = (columns - 1) & ~7; j >= 0; j -= 8) {
      const at = <usize>j << 2;
      multiplyDirect(a, rowBytes, innerBytes, scratch + at, pitch, inner, target + at, stride, height, min(8, width - j), false);
    }
  }
}

/** Rows of b that are copied before they are read, because whole vectors would reach past the end of b. */
const lastRows: i32 = 8;

/** The bytes of scratch that `smallResult` needs. */
export function smallResultBytes(columns: i32): i32 {
  return (lastRows * (columns + 8)) << 2;
}

/**
 * target[i, j] = sum over k of a[i * rowStep + k * innerStep] b[k, j] for a small result and a long inner length, as in the gradient
 * of a narrow layer's weights: both operands are read once, in place, and the result stays in the first-level cache.
 */
export function smallResult(
  a: usize,
  b: usize,
  target: usize,
  rows: i32,
  columns: i32,
  inner: i32,
  rowStep: i32,
  innerStep: i32,
  scratch: usize,
): void {
  const rowBytes = <usize>rowStep << 2;
  const innerBytes = <usize>innerStep << 2;
  const pitch = <usize>columns << 2;
  const copied = min(lastRows, inner);
  const inPlace = inner - copied;
  memory.copy(scratch, b + <usize>inPlace * pitch, <usize>copied * pitch);
  for (let start = 0; start < inner; start += sumLength) {
    const length = min(sumLength, inPlace - start);
    if (length <= 0) break;
    smallBlock(a + <usize>start * innerBytes, rowBytes, innerBytes, b + <usize>start * pitch, target, rows, columns, length, start > 0);
  }
  smallBlock(a + <usize>inPlace * innerBytes, rowBytes, innerBytes, scratch, target, rows, columns, copied, inPlace > 0);
}

function smallBlock(
  a: usize,
  rowBytes: usize,
  innerBytes: usize,
  b: usize,
  target: usize,
  rows: i32,
  columns: i32,
  inner: i32,
  adds: bool,
): void {
  const stride = <usize>columns << 2;
  for (let i = 0; i < rows; i += 4, a += 4 * rowBytes, target += 4 * stride) {
    const height = min(4, rows - i);
    for (let j = 0; j < columns; j += 8) {
      const at = <usize>j << 2;
      multiplyDirect(a, rowBytes, innerBytes, b + at, stride, inner, target + at, stride, height, min(8, columns - j), adds);
    }
  }
}
