/**
 * The register tile (see tile.ts) for operands that are not packed: 4 rows of a are read where they lie, whatever their
 * strides, and 8 columns of b from rows of neighbours. It pays where packing would cost as much as the product itself.
 */
import { storeSums } from './simd';

/**
 * c[rows, columns] = or += the sum over k of a[i, k] b[k, j], for a tile of at most 4 x 8. Strides are in bytes. Each row
 * of b must be readable for 4 floats if columns <= 4, else for 8; what lies beyond the columns is ignored.
 */
// @ts-ignore: decorator
@inline
export function multiplyDirect(
  a: usize,
  rowStep: usize,
  innerStep: usize,
  b: usize,
  pitch: usize,
  inner: i32,
  c: usize,
  stride: usize,
  rows: i32,
  columns: i32,
  adds: bool,
): void {
  // Rows that the tile has no room for repeat the first one; their sums are not stored.
  const a1 = rows > 1 ? rowStep : 0;
  const a2 = rows > 2 ? 2 * rowStep : 0;
  const a3 = rows > 3 ? 3 * rowStep : 0;
  if (columns > 4) wide(a, a1, a2, a3, innerStep, b, pitch, inner, c, stride, rows, columns, adds);
  else narrow(a, a1, a2, a3, innerStep, b, pitch, inner, c, stride, rows, columns, adds);
}

// @ts-ignore: decorator
@inline
function wide(
  a: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  innerStep: usize,
  b: usize,
  pitch: usize,
  inner: i32,
  c: usize,
  stride: usize,
  rows: i32,
  columns: i32,
  adds: bool,
): void {
  let s00 = f32x4.splat(0);
  let s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0);
  let s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0);
  let s21 = f32x4.splat(0);
  let s30 = f32x4.splat(0);
  let s31 = f32x4.splat(0);
  for (let k = inner; k > 0; k--) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    let x = v128.load32_splat(a);
    s00 = f32x4.add(s00, f32x4.mul(x, left));
    s01 = f32x4.add(s01, f32x4.mul(x, right));
    x = v128.load32_splat(a + a1);
    s10 = f32x4.add(s10, f32x4.mul(x, left));
    s11 = f32x4.add(s11, f32x4.mul(x, right));
    x = v128.load32_splat(a + a2);
    s20 = f32x4.add(s20, f32x4.mul(x, left));
    s21 = f32x4.add(s21, f32x4.mul(x, right));
    x = v128.load32_splat(a + a3);
    s30 = f32x4.add(s30, f32x4.mul(x, left));
    s31 = f32x4.add(s31, f32x4.mul(x, right));
    a += innerStep;
    b += pitch;
  }
  const rest = columns - 4;
  storeSums(c, s00, 4, adds);
  storeSums(c + 16, s01, rest, adds);
  if (rows > 1) {
    storeSums(c + stride, s10, 4, adds);
    storeSums(c + stride + 16, s11, rest, adds);
  }
  if (rows > 2) {
    storeSums(c + 2 * stride, s20, 4, adds);
    storeSums(c + 2 * stride + 16, s21, rest, adds);
  }
  if (rows > 3) {
    storeSums(c + 3 * stride, s30, 4, adds);
    storeSums(c + 3 * stride + 16, s31, rest, adds);
  }
}

// @ts-ignore: decorator
@inline
function narrow(
  a: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  innerStep: usize,
  b: usize,
  pitch: usize,
  inner: i32,
  c: usize,
  stride: usize,
  rows: i32,
  columns: i32,
  adds: bool,
): void {
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  let s2 = f32x4.splat(0);
  let s3 = f32x4.splat(0);
  for (let k = inner; k > 0; k--) {
    const left = v128.load(b);
    s0 = f32x4.add(s0, f32x4.mul(v128.load32_splat(a), left));
    s1 = f32x4.add(s1, f32x4.mul(v128.load32_splat(a + a1), left));
    s2 = f32x4.add(s2, f32x4.mul(v128.load32_splat(a + a2), left));
    s3 = f32x4.add(s3, f32x4.mul(v128.load32_splat(a + a3), left));
    a += innerStep;
    b += pitch;
  }
  storeSums(c, s0, columns, adds);
  if (rows > 1) storeSums(c + stride, s1, columns, adds);
  if (rows > 2) storeSums(c + 2 * stride, s2, columns, adds);
  if (rows > 3) storeSums(c + 3 * stride, s3, columns, adds);
}
