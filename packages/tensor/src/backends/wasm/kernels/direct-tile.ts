/**
 * Register tiles (see tile.ts) for operands that are not packed: rows of a are read where they lie, whatever their strides,
 * and columns of b from rows of neighbours. They pay where packing would cost as much as the product itself. A strip is a
 * column of tiles: all rows, and as many columns as one tile has.
 */
import { multiplyAdd } from './multiply-add';
import { endEight, endFour } from './tile-end';

/**
 * c[rows, columns] = or += start[columns] + the sum over k of a[i, k] b[k, j], for at most 12 columns. Steps, pitch and stride are
 * in bytes. Rows of b and `start` must be readable for whole vectors; what lies beyond the columns is ignored. Rows of c but
 * the last few are written for `width` columns, which may reach into the next row: that row is written after.
 */
export function multiplyStrip(
  a: usize,
  rowStep: usize,
  innerStep: usize,
  b: usize,
  pitch: usize,
  inner: i32,
  start: usize,
  c: usize,
  stride: usize,
  rows: i32,
  columns: i32,
  width: i32,
  adds: bool,
  rectifies: bool,
): void {
  const height = columns > 8 ? 2 : 4;
  for (let left = rows; left > 0; left -= height) {
    // Rows that the tile has no room for repeat the first one; their sums are not stored.
    const a1 = left > 1 ? a + rowStep : a;
    const a2 = left > 2 ? a + 2 * rowStep : a;
    const a3 = left > 3 ? a + 3 * rowStep : a;
    const written = left > height ? width : columns;
    if (columns > 8) tileOfTwelve(a, a1, innerStep, b, pitch, inner, start, c, stride, left, written, adds, rectifies);
    else if (columns > 4) tileOfEight(a, a1, a2, a3, innerStep, b, pitch, inner, start, c, stride, left, written, adds, rectifies);
    else tileOfFour(a, a1, a2, a3, innerStep, b, pitch, inner, start, c, stride, left, written, adds, rectifies);
    a += <usize>height * rowStep;
    c += <usize>height * stride;
  }
}

/** 2 rows of 12 columns: no sum is wasted on results of 9 to 12 columns, and three rows would not stay in registers. */
// @ts-ignore: decorator
@inline
function tileOfTwelve(
  a0: usize,
  a1: usize,
  innerStep: usize,
  b: usize,
  pitch: usize,
  inner: i32,
  start: usize,
  c: usize,
  stride: usize,
  rows: i32,
  columns: i32,
  adds: bool,
  rectifies: bool,
): void {
  let s00 = v128.load(start);
  let s01 = v128.load(start, 16);
  let s02 = v128.load(start, 32);
  let s10 = s00;
  let s11 = s01;
  let s12 = s02;
  const end = <usize>inner * innerStep;
  for (let at: usize = 0; at < end; at += innerStep, b += pitch) {
    const left = v128.load(b);
    const middle = v128.load(b, 16);
    const right = v128.load(b, 32);
    let x = v128.load32_splat(a0 + at);
    s00 = multiplyAdd(x, left, s00);
    s01 = multiplyAdd(x, middle, s01);
    s02 = multiplyAdd(x, right, s02);
    x = v128.load32_splat(a1 + at);
    s10 = multiplyAdd(x, left, s10);
    s11 = multiplyAdd(x, middle, s11);
    s12 = multiplyAdd(x, right, s12);
  }
  endEight(c, s00, s01, 8, adds, rectifies);
  endFour(c + 32, s02, columns - 8, adds, rectifies);
  if (rows > 1) {
    endEight(c + stride, s10, s11, 8, adds, rectifies);
    endFour(c + stride + 32, s12, columns - 8, adds, rectifies);
  }
}

/** 4 rows of 8 columns. */
// @ts-ignore: decorator
@inline
function tileOfEight(
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  innerStep: usize,
  b: usize,
  pitch: usize,
  inner: i32,
  start: usize,
  c: usize,
  stride: usize,
  rows: i32,
  columns: i32,
  adds: bool,
  rectifies: bool,
): void {
  let s00 = v128.load(start);
  let s01 = v128.load(start, 16);
  let s10 = s00;
  let s11 = s01;
  let s20 = s00;
  let s21 = s01;
  let s30 = s00;
  let s31 = s01;
  const end = <usize>inner * innerStep;
  for (let at: usize = 0; at < end; at += innerStep, b += pitch) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    let x = v128.load32_splat(a0 + at);
    s00 = multiplyAdd(x, left, s00);
    s01 = multiplyAdd(x, right, s01);
    x = v128.load32_splat(a1 + at);
    s10 = multiplyAdd(x, left, s10);
    s11 = multiplyAdd(x, right, s11);
    x = v128.load32_splat(a2 + at);
    s20 = multiplyAdd(x, left, s20);
    s21 = multiplyAdd(x, right, s21);
    x = v128.load32_splat(a3 + at);
    s30 = multiplyAdd(x, left, s30);
    s31 = multiplyAdd(x, right, s31);
  }
  endEight(c, s00, s01, columns, adds, rectifies);
  if (rows > 1) endEight(c + stride, s10, s11, columns, adds, rectifies);
  if (rows > 2) endEight(c + 2 * stride, s20, s21, columns, adds, rectifies);
  if (rows > 3) endEight(c + 3 * stride, s30, s31, columns, adds, rectifies);
}

/** 4 rows of 4 columns. */
// @ts-ignore: decorator
@inline
function tileOfFour(
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  innerStep: usize,
  b: usize,
  pitch: usize,
  inner: i32,
  start: usize,
  c: usize,
  stride: usize,
  rows: i32,
  columns: i32,
  adds: bool,
  rectifies: bool,
): void {
  let s0 = v128.load(start);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  const end = <usize>inner * innerStep;
  for (let at: usize = 0; at < end; at += innerStep, b += pitch) {
    const row = v128.load(b);
    s0 = multiplyAdd(v128.load32_splat(a0 + at), row, s0);
    s1 = multiplyAdd(v128.load32_splat(a1 + at), row, s1);
    s2 = multiplyAdd(v128.load32_splat(a2 + at), row, s2);
    s3 = multiplyAdd(v128.load32_splat(a3 + at), row, s3);
  }
  endFour(c, s0, columns, adds, rectifies);
  if (rows > 1) endFour(c + stride, s1, columns, adds, rectifies);
  if (rows > 2) endFour(c + 2 * stride, s2, columns, adds, rectifies);
  if (rows > 3) endFour(c + 3 * stride, s3, columns, adds, rectifies);
}
