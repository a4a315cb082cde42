/**
 * A matrix times a vector, either way round, as in the last layer of a critic. Both read the matrix once, in the order in
 * which it lies, which is what takes the time.
 */
import { multiplyAdd } from './multiply-add';
import { packingOffset, scratchAt } from './scratch';
import { loadLanes, loadPartial, storeLanes, storeSums } from './simd';

/** target[i] = a[i, :] . b for rows of `inner` neighbours, `pitch` floats apart. */
export function rowsTimesVector(a: usize, pitch: i32, b: usize, target: usize, rows: i32, inner: i32): void {
  const row = <usize>pitch << 2;
  const whole = <usize>(inner & ~3) << 2;
  const left = inner & 3;
  // What the vectors leave of a row is read with the elements before it, which are masked: so nothing beyond the row is read.
  const tail = <usize>(inner - 4) << 2;
  const rest = left > 0 && inner >= 4 ? maskOfLast(left) : f32x4.splat(0);
  for (; rows > 0; rows -= 4, target += 16) {
    // Rows that are not there repeat the first one; their sums are not stored.
    const a1 = rows > 1 ? a + row : a;
    const a2 = rows > 2 ? a + 2 * row : a;
    const a3 = rows > 3 ? a + 3 * row : a;
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    for (let at: usize = 0; at < whole; at += 16) {
      const x = v128.load(b + at);
      s0 = multiplyAdd(x, v128.load(a + at), s0);
      s1 = multiplyAdd(x, v128.load(a1 + at), s1);
      s2 = multiplyAdd(x, v128.load(a2 + at), s2);
      s3 = multiplyAdd(x, v128.load(a3 + at), s3);
    }
    if (left > 0 && inner >= 4) {
      const x = v128.and(v128.load(b + tail), rest);
      s0 = multiplyAdd(x, v128.and(v128.load(a + tail), rest), s0);
      s1 = multiplyAdd(x, v128.and(v128.load(a1 + tail), rest), s1);
      s2 = multiplyAdd(x, v128.and(v128.load(a2 + tail), rest), s2);
      s3 = multiplyAdd(x, v128.and(v128.load(a3 + tail), rest), s3);
    } else if (left > 0) {
      const x = loadPartial(b, left);
      s0 = multiplyAdd(x, loadPartial(a, left), s0);
      s1 = multiplyAdd(x, loadPartial(a1, left), s1);
      s2 = multiplyAdd(x, loadPartial(a2, left), s2);
      s3 = multiplyAdd(x, loadPartial(a3, left), s3);
    }
    storeLanes(target, sumsOfLanes(s0, s1, s2, s3), rows);
    a += 4 * row;
  }
}

/** All bits in the last `count` lanes. */
function maskOfLast(count: i32): v128 {
  return i32x4.gt_s(i32x4(0, 1, 2, 3), i32x4.splat(3 - count));
}

/** The sum of the lanes of each vector. */
// @ts-ignore: decorator
@inline
function sumsOfLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/** Terms after which a running sum is put aside, so that rounding errors stay those of short sums. */
export const sumLength: i32 = 256;
/** Rows shorter than this are summed in registers, others in memory. */
const shortRow: i32 = 64;
/** Columns that are summed at a time, in registers and in memory. */
const registerColumns: i32 = 16;
const pieceColumns: i32 = 1024;

/** target[j] = sum over k of b[k] a[k, j], for `columns` neighbours in rows of `pitch` floats. */
export function vectorTimesRows(a: usize, pitch: i32, b: usize, target: usize, columns: i32, inner: i32): void {
  const row = <usize>pitch << 2;
  if (pitch >= shortRow) {
    for (let j = 0; j < columns; j += pieceColumns) {
      const at = <usize>j << 2;
      sumInMemory(a + at, row, b, target + at, min(pieceColumns, columns - j), inner);
    }
  } else if (columns < 4) {
    storeLanes(target, sumOfPartialRows(a, row, b, columns, inner), columns);
  } else {
    for (let j = 0; j < columns; j += registerColumns) {
      const at = <usize>j << 2;
      sumInRegisters(a + at, row, b, target + at, min(registerColumns, columns - j), columns, inner);
    }
  }
}

/** Two rows a turn, each with sums of its own: additions need not wait for each other. */
function sumInRegisters(a: usize, row: usize, b: usize, target: usize, columns: i32, present: i32, inner: i32): void {
  // Vectors that would reach beyond the columns lie further left, and repeat what others compute.
  const last = <isize>(columns - 4) << 2;
  const o1 = min(<isize>16, last);
  const o2 = min(<isize>32, last);
  const o3 = min(<isize>48, last);
  const o0 = min(<isize>0, last);
  let t0 = f32x4.splat(0);
  let t1 = t0;
  let t2 = t0;
  let t3 = t0;
  for (let begin = 0; begin < inner; begin += sumLength) {
    let left = min(sumLength, inner - begin);
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let u0 = s0;
    let u1 = s0;
    let u2 = s0;
    let u3 = s0;
    for (; left >= 2; left -= 2, a += 2 * row, b += 8) {
      const x = v128.load32_splat(b);
      s0 = multiplyAdd(x, v128.load(a + o0), s0);
      s1 = multiplyAdd(x, v128.load(a + o1), s1);
      s2 = multiplyAdd(x, v128.load(a + o2), s2);
      s3 = multiplyAdd(x, v128.load(a + o3), s3);
      const y = v128.load32_splat(b, 4);
      const next = a + row;
      u0 = multiplyAdd(y, v128.load(next + o0), u0);
      u1 = multiplyAdd(y, v128.load(next + o1), u1);
      u2 = multiplyAdd(y, v128.load(next + o2), u2);
      u3 = multiplyAdd(y, v128.load(next + o3), u3);
    }
    if (left > 0) {
      const x = v128.load32_splat(b);
      s0 = multiplyAdd(x, v128.load(a + o0), s0);
      s1 = multiplyAdd(x, v128.load(a + o1), s1);
      s2 = multiplyAdd(x, v128.load(a + o2), s2);
      s3 = multiplyAdd(x, v128.load(a + o3), s3);
      a += row;
      b += 4;
    }
    t0 = f32x4.add(t0, f32x4.add(s0, u0));
    t1 = f32x4.add(t1, f32x4.add(s1, u1));
    t2 = f32x4.add(t2, f32x4.add(s2, u2));
    t3 = f32x4.add(t3, f32x4.add(s3, u3));
  }
  v128.store(target + o0, t0);
  v128.store(target + o1, t1);
  v128.store(target + o2, t2);
  v128.store(target + o3, t3);
}

/** The same sums for less than four columns. */
function sumOfPartialRows(a: usize, row: usize, b: usize, columns: i32, inner: i32): v128 {
  let total = f32x4.splat(0);
  for (let begin = 0; begin < inner; begin += sumLength) {
    let left = min(sumLength, inner - begin);
    let even = f32x4.splat(0);
    let odd = even;
    for (; left >= 2; left -= 2, a += 2 * row, b += 8) {
      even = multiplyAdd(v128.load32_splat(b), loadPartial(a, columns), even);
      odd = multiplyAdd(v128.load32_splat(b, 4), loadPartial(a + row, columns), odd);
    }
    if (left > 0) {
      even = multiplyAdd(v128.load32_splat(b), loadPartial(a, columns), even);
      a += row;
      b += 4;
    }
    total = f32x4.add(total, f32x4.add(even, odd));
  }
  return total;
}

/** The sums of up to `pieceColumns` columns, in scratch memory. */
function sumInMemory(a: usize, row: usize, b: usize, target: usize, columns: i32, inner: i32): void {
  const bytes = <usize>columns << 2;
  const sums = scratchAt(packingOffset);
  memory.fill(target, 0, bytes);
  for (let begin = 0; begin < inner; begin += sumLength) {
    memory.fill(sums, 0, bytes);
    const end = min(begin + sumLength, inner);
    let k = begin;
    for (; k + 4 <= end; k += 4, a += 4 * row, b += 16) addFourRows(a, row, b, sums, columns);
    for (; k < end; k++, a += row, b += 4) addScaled(a, v128.load32_splat(b), sums, columns);
    addScaled(sums, f32x4.splat(1), target, columns);
  }
}

/** Four rows at once, so that the sums are read and written once for four products. */
function addFourRows(a: usize, row: usize, b: usize, sums: usize, columns: i32): void {
  const x0 = v128.load32_splat(b);
  const x1 = v128.load32_splat(b, 4);
  const x2 = v128.load32_splat(b, 8);
  const x3 = v128.load32_splat(b, 12);
  const second = a + row;
  const third = second + row;
  const fourth = third + row;
  const whole = <usize>(columns & ~3) << 2;
  for (let at: usize = 0; at < whole; at += 16) {
    const low = multiplyAdd(x1, v128.load(second + at), f32x4.mul(x0, v128.load(a + at)));
    const high = multiplyAdd(x3, v128.load(fourth + at), f32x4.mul(x2, v128.load(third + at)));
    v128.store(sums + at, f32x4.add(v128.load(sums + at), f32x4.add(low, high)));
  }
  const left = columns & 3;
  if (left > 0) {
    const low = multiplyAdd(x1, loadPartial(second + whole, left), f32x4.mul(x0, loadPartial(a + whole, left)));
    const high = multiplyAdd(x3, loadPartial(fourth + whole, left), f32x4.mul(x2, loadPartial(third + whole, left)));
    storeSums(sums + whole, f32x4.add(low, high), left, true);
  }
}

function addScaled(row: usize, factor: v128, sums: usize, columns: i32): void {
  for (; columns > 0; columns -= 4, sums += 16, row += 16) {
    storeLanes(sums, multiplyAdd(factor, loadLanes(row, columns), loadLanes(sums, columns)), columns);
  }
}
