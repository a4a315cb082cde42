/**
 * Large products, cut into blocks that fit the caches: a block of b is packed once and meets every block of a, and the
 * register tile (tile.ts) does the arithmetic (Goto & van de Geijn, "Anatomy of high-performance matrix multiplication",
 * 2008). Where blocks of rows and columns begin changes no sum.
 */
import { finish, rectifier } from './epilogue';
import { packColumns, packRows } from './pack';
import { packingOffset, scratchAt } from './scratch';
import { multiplyPanel, tileColumns } from './tile';

/** Block sizes: a packed panel of b (8 KiB) stays in the first cache, a block of a (64 KiB) in the second. */
const innerBlock: i32 = 256;
const rowBlock: i32 = 64;
const columnBlock: i32 = 512;

export function multiplyBlocks(
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
  const starts = scratchAt(packingOffset);
  const zeros = starts + (columnBlock << 2);
  const packedA = zeros + (tileColumns << 2);
  const packedB = packedA + ((rowBlock * innerBlock) << 2);
  memory.fill(zeros, 0, tileColumns << 2);
  for (let j = 0; j < n; j += columnBlock) {
    const columns = min(columnBlock, n - j);
    if (bias) fillStarts(starts, bias + (<usize>j << 2), columns);
    for (let p = 0; p < k; p += innerBlock) {
      const inner = min(innerBlock, k - p);
      const isLast = p + inner == k;
      packColumns(b + (<usize>(p * innerStepB + j * columnStep) << 2), packedB, innerStepB, columnStep, inner, columns);
      for (let i = 0; i < m; i += rowBlock) {
        const rows = min(rowBlock, m - i);
        packRows(a + (<usize>(i * rowStep + p * innerStepA) << 2), packedA, rowStep, innerStepA, rows, inner);
        const block = c + <usize>i * stride + (<usize>j << 2);
        const hasStarts = bias != 0 && p == 0;
        const rectifies = isLast && activation == rectifier;
        multiplyPanels(packedA, packedB, hasStarts ? starts : zeros, hasStarts, block, rows, columns, inner, stride, p > 0, rectifies);
        if (isLast && activation > rectifier) finish(block, 0, rows, columns, stride, activation, alpha);
      }
    }
  }
}

/** The biases of a block of columns, with zeros up to the end of the last tile. */
function fillStarts(starts: usize, bias: usize, columns: i32): void {
  const bytes = <usize>columns << 2;
  memory.copy(starts, bias, bytes);
  memory.fill(starts + bytes, 0, (<usize>(-columns) & 7) << 2);
}

/** @param start the address of what sums begin with: of each column where `hasStarts`, else of zeros for every tile */
function multiplyPanels(
  a: usize,
  b: usize,
  start: usize,
  hasStarts: bool,
  c: usize,
  rows: i32,
  columns: i32,
  inner: i32,
  stride: usize,
  adds: bool,
  rectifies: bool,
): void {
  for (let j = 0; j < columns; j += tileColumns) {
    const panel = b + (<usize>(j * inner) << 2);
    const starts = hasStarts ? start + (<usize>j << 2) : start;
    const tile = c + (<usize>j << 2);
    multiplyPanel(a, panel, inner, starts, tile, stride, rows, min(tileColumns, columns - j), adds, rectifies);
  }
}
