/**
 * The register tile of the matrix product: 4 rows by 8 columns of the result are summed in eight vector registers,
 * while one packed panel of each operand streams by (Goto & van de Geijn, "Anatomy of high-performance matrix
 * multiplication", 2008). Eight sums hide the latency of an addition; engines keep no larger tile in registers.
 */
import { multiplyAdd } from './multiply-add';
import { endEight } from './tile-end';

/** Rows and columns of the tile. */
export const tileRows: i32 = 4;
export const tileColumns: i32 = 8;

/**
 * c[rows, columns] = or += start[columns] + the product of packed rows (panels of [inner, 4]) and one panel [inner, 8], inner at
 * least 1.
 *
 * @param start what the sums of each row begin with: eight floats
 * @param stride distance of c's rows in bytes
 * @param columns how many of the eight columns lie inside c
 * @param adds whether to add to c
 * @param rectifies whether negative results become 0
 */
export function multiplyPanel(
  a: usize,
  panel: usize,
  inner: i32,
  start: usize,
  c: usize,
  stride: usize,
  rows: i32,
  columns: i32,
  adds: bool,
  rectifies: bool,
): void {
  const startLeft = v128.load(start);
  const startRight = v128.load(start, 16);
  const panelBytes = <usize>inner << 4;
  for (; rows > 0; rows -= tileRows) {
    let s00 = startLeft;
    let s01 = startRight;
    let s10 = startLeft;
    let s11 = startRight;
    let s20 = startLeft;
    let s21 = startRight;
    let s30 = startLeft;
    let s31 = startRight;
    let b = panel;
    const end = a + panelBytes;
    const last = end - 16;
    // Two steps a turn, with an exit between them: engines do not unroll this, and the loop itself took a tenth of the time.
    while (true) {
      let left = v128.load(b);
      let right = v128.load(b, 16);
      let x = v128.load32_splat(a);
      s00 = multiplyAdd(x, left, s00);
      s01 = multiplyAdd(x, right, s01);
      x = v128.load32_splat(a, 4);
      s10 = multiplyAdd(x, left, s10);
      s11 = multiplyAdd(x, right, s11);
      x = v128.load32_splat(a, 8);
      s20 = multiplyAdd(x, left, s20);
      s21 = multiplyAdd(x, right, s21);
      x = v128.load32_splat(a, 12);
      s30 = multiplyAdd(x, left, s30);
      s31 = multiplyAdd(x, right, s31);
      if (a >= last) break;
      left = v128.load(b, 32);
      right = v128.load(b, 48);
      x = v128.load32_splat(a, 16);
      s00 = multiplyAdd(x, left, s00);
      s01 = multiplyAdd(x, right, s01);
      x = v128.load32_splat(a, 20);
      s10 = multiplyAdd(x, left, s10);
      s11 = multiplyAdd(x, right, s11);
      x = v128.load32_splat(a, 24);
      s20 = multiplyAdd(x, left, s20);
      s21 = multiplyAdd(x, right, s21);
      x = v128.load32_splat(a, 28);
      s30 = multiplyAdd(x, left, s30);
      s31 = multiplyAdd(x, right, s31);
      a += 32;
      b += 64;
      if (a >= end) break;
    }
    a = end;
    endEight(c, s00, s01, columns, adds, rectifies);
    if (rows > 1) endEight(c + stride, s10, s11, columns, adds, rectifies);
    if (rows > 2) endEight(c + 2 * stride, s20, s21, columns, adds, rectifies);
    if (rows > 3) endEight(c + 3 * stride, s30, s31, columns, adds, rectifies);
    c += 4 * stride;
  }
}
