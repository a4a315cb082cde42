/**
 * Operands rearranged for the register tile: a into panels of 4 rows, b into panels of 8 columns, each stored in the
 * order in which the tile reads it and padded with zeros at the edge. Whether an operand is transposed matters here
 * only, so all four combinations run the same inner loop.
 */
import { tileColumns, tileRows } from './tile';

/** Packs elements a[i * rowStep + k * innerStep], i < rows and k < inner, into panels of 4 rows. */
export function packRows(a: usize, target: usize, rowStep: i32, innerStep: i32, rows: i32, inner: i32): void {
  packPanels(a, target, rowStep, innerStep, rows, inner, tileRows);
}

/** Packs elements b[k * innerStep + j * columnStep], k < inner and j < columns, into panels of 8 columns. */
export function packColumns(b: usize, target: usize, innerStep: i32, columnStep: i32, inner: i32, columns: i32): void {
  packPanels(b, target, columnStep, innerStep, columns, inner, tileColumns);
}

/**
 * Panels of `width` lines (4 or 8), each as [inner, width]. Lines that lie side by side are copied in vectors, lines
 * that run along the inner axis are transposed in blocks, and a panel cut off by the edge is filled up with zeros.
 */
// @ts-ignore: decorator
@inline
function packPanels(source: usize, target: usize, lineStep: i32, innerStep: i32, lines: i32, inner: i32, width: i32): void {
  const line = <usize>lineStep << 2;
  const step = <usize>innerStep << 2;
  for (let first = 0; first < lines; first += width) {
    let from = source + <usize>first * line;
    const present = min(width, lines - first);
    let k = 0;
    if (present == width && lineStep == 1) {
      for (; k < inner; k++, from += step, target += <usize>width << 2) {
        v128.store(target, v128.load(from));
        if (width == 8) v128.store(target, v128.load(from, 16), 16);
      }
    } else if (present == width && innerStep == 1) {
      for (; k + 4 <= inner; k += 4, from += 16, target += <usize>width << 4) {
        transposeFour(from, line, target, <usize>width << 2);
        if (width == 8) transposeFour(from + 4 * line, line, target + 16, <usize>width << 2);
      }
    }
    for (; k < inner; k++, from += step) {
      for (let i = 0; i < width; i++, target += 4) store<f32>(target, i < present ? load<f32>(from + <usize>i * line) : 0);
    }
  }
}

/** Writes a block of 4 x 4, read in rows `row` bytes apart, with its axes exchanged, in rows `spacing` bytes apart. */
// @ts-ignore: decorator
@inline
function transposeFour(source: usize, row: usize, target: usize, spacing: usize): void {
  const a = v128.load(source);
  const b = v128.load(source + row);
  const c = v128.load(source + 2 * row);
  const d = v128.load(source + 3 * row);
  const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(target, v128.shuffle<f32>(abLow, cdLow, 0, 1, 4, 5));
  v128.store(target + spacing, v128.shuffle<f32>(abLow, cdLow, 2, 3, 6, 7));
  v128.store(target + 2 * spacing, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5));
  v128.store(target + 3 * spacing, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7));
}
