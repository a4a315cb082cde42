/**
 * The matrix product c[m, n] = op(a)[m, k] op(b)[k, n] and the layer built on it. Large products are cut into blocks
 * that fit the caches: a block of b is packed once and meets every block of a; the register tile (tile.ts) does the
 * arithmetic. Thin products go to thin-matmul.ts. Every sum is in a fixed order, whatever the machine.
 */
import { finish } from './epilogue';
import { packColumns, packRows } from './pack';
import { columnTimesRow, rowsTimesVector, smallInner, smallResult, smallResultBytes, vectorTimesRows } from './thin-matmul';
import { multiplyTile, tileColumns, tileRows } from './tile';

/** Block sizes: a packed panel of b (8 KiB) stays in the first cache, a block of a (64 KiB) in the second. */
const innerBlock: i32 = 256;
const rowBlock: i32 = 64;
const columnBlock: i32 = 512;

/** Up to this inner length, a few columns are cheaper without packing. */
const smallInnerLimit: i32 = 16;
const smallInnerColumns: i32 = 32;

function isSmallInner(n: i32, k: i32): bool {
  return k <= smallInnerLimit && n <= smallInnerColumns;
}

/** Up to this many rows and columns, with a long inner length, a result is cheaper without packing. */
const smallResultLimit: i32 = 32;

function isSmallResult(m: i32, n: i32, k: i32): bool {
  return m <= smallResultLimit && n <= smallResultLimit && k >= 4 * smallResultLimit;
}

/** The bytes of scratch memory that a product needs, however its operands are transposed. */
export function matmulScratchBytes(m: i32, n: i32, k: i32): i32 {
  if (n == 1) return m << 2;
  if (m == 1) return n << 2;
  if (isSmallInner(n, k)) return (k * ((n + 3) & ~3)) << 2;
  return packedRowsBytes(m, k) + packedColumnsBytes(n, k) + smallResultBytes(min(n, smallResultLimit));
}

function packedRowsBytes(m: i32, k: i32): i32 {
  const rows = min(m, rowBlock);
  return (((rows + tileRows - 1) / tileRows) * tileRows * min(k, innerBlock)) << 2;
}

function packedColumnsBytes(n: i32, k: i32): i32 {
  const columns = min(n, columnBlock);
  return (((columns + tileColumns - 1) / tileColumns) * tileColumns * min(k, innerBlock)) << 2;
}

/** c = op(a) op(b); transposeA and transposeB are 0 or 1. */
export function matmul(a: usize, b: usize, c: usize, m: i32, n: i32, k: i32, transposeA: i32, transposeB: i32, scratch: usize): void {
  multiply(a, b, c, m, n, k, transposeA, transposeB, scratch, 0, 0, 0);
}

/** c = activation(x w + bias); bias 0 means none, activations are numbered as in epilogue.ts. */
export function linear(
  x: usize,
  w: usize,
  bias: usize,
  c: usize,
  m: i32,
  n: i32,
  k: i32,
  activation: i32,
  alpha: f32,
  scratch: usize,
): void {
  multiply(x, w, c, m, n, k, 0, 0, scratch, bias, activation, alpha);
}

function multiply(
  a: usize,
  b: usize,
  c: usize,
  m: i32,
  n: i32,
  k: i32,
  transposeA: i32,
  transposeB: i32,
  scratch: usize,
  bias: usize,
  activation: i32,
  alpha: f32,
): void {
  const rowStep = transposeA ? 1 : k;
  const innerStep = transposeA ? m : 1;
  if (k == 0) memory.fill(c, 0, <usize>(m * n) << 2);
  else if (n == 1 && transposeA) vectorTimesRows(a, b, c, m, k, scratch);
  else if (n == 1) rowsTimesVector(a, b, c, m, k);
  else if (m == 1 && transposeB) rowsTimesVector(b, a, c, n, k);
  else if (m == 1) vectorTimesRows(b, a, c, n, k, scratch);
  else if (k == 1) columnTimesRow(a, b, c, m, n);
  else if (isSmallInner(n, k)) smallInner(a, b, c, m, n, k, rowStep, innerStep, transposeB != 0, scratch);
  else if (isSmallResult(m, n, k) && !transposeB) smallResult(a, b, c, m, n, k, rowStep, innerStep, scratch);
  else return multiplyBlocks(a, b, c, m, n, k, transposeA, transposeB, scratch, bias, activation, alpha);
  finish(c, bias, m, n, <usize>n << 2, activation, alpha);
}

function multiplyBlocks(
  a: usize,
  b: usize,
  c: usize,
  m: i32,
  n: i32,
  k: i32,
  transposeA: i32,
  transposeB: i32,
  scratch: usize,
  bias: usize,
  activation: i32,
  alpha: f32,
): void {
  const rowStep = transposeA ? 1 : k;
  const innerStepA = transposeA ? m : 1;
  const innerStepB = transposeB ? 1 : n;
  const columnStep = transposeB ? k : 1;
  const packedB = scratch + packedRowsBytes(m, k);
  const stride = <usize>n << 2;
  for (let j = 0; j < n; j += columnBlock) {
    const columns = min(columnBlock, n - j);
    for (let p = 0; p < k; p += innerBlock) {
      const inner = min(innerBlock, k - p);
      packColumns(b + (<usize>(p * innerStepB + j * columnStep) << 2), packedB, innerStepB, columnStep, inner, columns);
      for (let i = 0; i < m; i += rowBlock) {
        const rows = min(rowBlock, m - i);
        packRows(a + (<usize>(i * rowStep + p * innerStepA) << 2), scratch, rowStep, innerStepA, rows, inner);
        const block = c + <usize>i * stride + (<usize>j << 2);
        multiplyPanels(scratch, packedB, block, rows, columns, inner, stride, p > 0);
        if (p + inner == k) finish(block, bias ? bias + (<usize>j << 2) : 0, rows, columns, stride, activation, alpha);
      }
    }
  }
}

function multiplyPanels(a: usize, b: usize, c: usize, rows: i32, columns: i32, inner: i32, stride: usize, adds: bool): void {
  for (let j = 0; j < columns; j += tileColumns) {
    const panelB = b + (<usize>(j * inner) << 2);
    for (let i = 0; i < rows; i += tileRows) {
      const panelA = a + (<usize>(i * inner) << 2);
      const tile = c + <usize>i * stride + (<usize>j << 2);
      multiplyTile(panelA, panelB, inner, tile, stride, min(tileRows, rows - i), min(tileColumns, columns - j), adds);
    }
  }
}
