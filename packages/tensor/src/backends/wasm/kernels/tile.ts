/**
 * The register tile of the matrix product: 4 rows by 8 columns of the result are summed in eight vector registers,
 * while one packed panel of each operand streams by (Goto & van de Geijn, "Anatomy of high-performance matrix
 * multiplication", 2008). Eight sums hide the latency of an addition; larger tiles load less often for each product,
 * but engines then keep some sums in memory, which costs more. Measured best among nine shapes.
 */
import { storeSums } from './simd';

/** Rows and columns of the tile. */
export const tileRows: i32 = 4;
export const tileColumns: i32 = 8;

/**
 * c[rows, columns] = or += the product of a panel [inner, 4] and a panel [inner, 8].
 *
 * @param stride distance of c's rows in bytes
 * @param rows, columns how much of the tile lies inside c
 * @param adds whether to add to c
 */
export function multiplyTile(a: usize, b: usize, inner: i32, c: usize, stride: usize, rows: i32, columns: i32, adds: bool): void {
  let s00 = f32x4.splat(0);
  let s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0);
  let s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0);
  let s21 = f32x4.splat(0);
  let s30 = f32x4.splat(0);
  let s31 = f32x4.splat(0);
  const end = a + (<usize>inner << 4);
  for (; a < end; a += 16, b += 32) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    let x = v128.load32_splat(a);
    s00 = f32x4.add(s00, f32x4.mul(x, left));
    s01 = f32x4.add(s01, f32x4.mul(x, right));
    x = v128.load32_splat(a, 4);
    s10 = f32x4.add(s10, f32x4.mul(x, left));
    s11 = f32x4.add(s11, f32x4.mul(x, right));
    x = v128.load32_splat(a, 8);
    s20 = f32x4.add(s20, f32x4.mul(x, left));
    s21 = f32x4.add(s21, f32x4.mul(x, right));
    x = v128.load32_splat(a, 12);
    s30 = f32x4.add(s30, f32x4.mul(x, left));
    s31 = f32x4.add(s31, f32x4.mul(x, right));
  }
  storeRow(c, s00, s01, columns, adds);
  if (rows > 1) storeRow(c + stride, s10, s11, columns, adds);
  if (rows > 2) storeRow(c + 2 * stride, s20, s21, columns, adds);
  if (rows > 3) storeRow(c + 3 * stride, s30, s31, columns, adds);
}

// @ts-ignore: decorator
@inline
function storeRow(c: usize, left: v128, right: v128, columns: i32, adds: bool): void {
  if (columns == tileColumns) {
    v128.store(c, adds ? f32x4.add(v128.load(c), left) : left);
    v128.store(c, adds ? f32x4.add(v128.load(c, 16), right) : right, 16);
  } else {
    storeSome(c, left, right, columns, adds);
  }
}

function storeSome(c: usize, left: v128, right: v128, columns: i32, adds: bool): void {
  storeSums(c, left, columns, adds);
  if (columns > 4) storeSums(c + 16, right, columns - 4, adds);
}
