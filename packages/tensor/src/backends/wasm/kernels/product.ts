/**
 * One matrix product, by the path that its sizes call for: thin ones go to thin-matmul.ts, large ones are cut into blocks that
 * fit the caches. An operand is an address and two steps in floats, from line to line of the result and along the inner
 * axis, so that transposing is nothing but other steps.
 */
import { multiplyBlocks } from './blocks';
import { finish, rectifier } from './epilogue';
import { rowsTimesVector, vectorTimesRows } from './matrix-vector';
import { columnTimesRow, smallInner, smallResult } from './thin-matmul';

/** Up to this inner length, a few columns are cheaper without packing. */
const smallInnerLimit: i32 = 16;
const smallInnerColumns: i32 = 32;

/** Up to this many rows and columns, with a long inner length, a result is cheaper without packing. */
const smallResultLimit: i32 = 32;

export const enum Path {
  none,
  column,
  row,
  outer,
  smallInner,
  smallResult,
  blocks,
}

/** The path of a product of these sizes; whoever computes a part of one takes the path of the whole. */
export function pathOf(m: i32, n: i32, k: i32, transposeB: bool): Path {
  if (k == 0) return Path.none;
  if (n == 1) return Path.column;
  if (m == 1) return Path.row;
  if (k == 1) return Path.outer;
  if (k <= smallInnerLimit && n <= smallInnerColumns) return Path.smallInner;
  if (m <= smallResultLimit && n <= smallResultLimit && k >= 4 * smallResultLimit && !transposeB) return Path.smallResult;
  return Path.blocks;
}

/** Elements of the result that are computed before they are finished: they are still in the first-level cache then. */
const pieceSize: i32 = 4096;

/**
 * c = activation(a b + bias) for m rows and n columns, which may be a part of the product that `path` belongs to. The rows
 * of c are `stride` bytes apart; bias 0 means none.
 */
export function multiply(
  path: Path,
  a: usize,
  rowStep: i32,
  innerStepA: i32,
  b: usize,
  innerStepB: i32,
  columnStep: i32,
  c: usize,
  stride: usize,
  m: i32,
  n: i32,
  k: i32,
  bias: usize,
  activation: i32,
  alpha: f32,
): void {
  if (m <= 0 || n <= 0) return;
  if (path == Path.blocks) {
    return multiplyBlocks(a, rowStep, innerStepA, b, innerStepB, columnStep, c, stride, m, n, k, bias, activation, alpha);
  }
  const endsInRegisters = path == Path.smallInner && activation <= rectifier;
  const rows = endsInRegisters || (bias == 0 && activation == 0) ? m : max(8, pieceSize / n);
  for (let i = 0; i < m; i += rows) {
    const present = min(rows, m - i);
    const from = a + (<usize>(i * rowStep) << 2);
    const to = c + <usize>i * stride;
    multiplyThin(path, from, rowStep, innerStepA, b, innerStepB, columnStep, to, stride, present, n, k, bias, endsInRegisters && activation == rectifier);
    if (!endsInRegisters) finish(to, path == Path.smallInner ? 0 : bias, present, n, stride, activation, alpha);
  }
}

function multiplyThin(
  path: Path,
  a: usize,
  rowStep: i32,
  innerStepA: i32,
  b: usize,
  innerStepB: i32,
  columnStep: i32,
  c: usize,
  stride: usize,
  m: i32,
  n: i32,
  k: i32,
  start: usize,
  rectifies: bool,
): void {
  switch (path) {
    case Path.none:
      for (let i = 0; i < m; i++) memory.fill(c + <usize>i * stride, 0, <usize>n << 2);
      return;
    case Path.column:
      if (innerStepA == 1) rowsTimesVector(a, rowStep, b, c, m, k);
      else vectorTimesRows(a, innerStepA, b, c, m, k);
      return;
    case Path.row:
      if (columnStep == 1) vectorTimesRows(b, innerStepB, a, c, n, k);
      else rowsTimesVector(b, columnStep, a, c, n, k);
      return;
    case Path.outer:
      return columnTimesRow(a, b, c, stride, m, n);
    case Path.smallInner:
      return smallInner(a, rowStep, innerStepA, b, innerStepB, columnStep, start, c, stride, m, n, k, rectifies);
    default:
      return smallResult(a, rowStep, innerStepA, b, <usize>innerStepB << 2, c, stride, m, n, k);
  }
}
