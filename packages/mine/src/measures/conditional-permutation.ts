/**
 * Permutations that keep y's relation to z: y is exchanged only among rows with nearly the same z. The rows are cut into small cells of
 * similar z, once, and y is permuted within every cell; a row may keep its own. Where y has one distribution in each cell and x tells
 * nothing beyond z, the data and all their permutations are then alike, so that their ranks give exact p-values. Source: Kim, Neykov,
 * Balakrishnan and Wasserman, "Local permutation tests for conditional independence", 2022 (arXiv 2112.11666). It errs where y's
 * distribution changes within a cell.
 */
import type { Random } from '@infograd/tensor';
import { encodeColumns, fitColumns } from '../columns/encode-columns.ts';
import type { Columns } from '../columns/read-columns.ts';
import { permutedRows } from '../rows/permuted-rows.ts';

/**
 * Cells of at most `size` rows that are near each other in z: halves of halves, each cut across the column that spreads most, on the scale of normal scores.
 * Rows with equal z are never parted, so categories make cells as large as they are.
 */
export function conditionalCells(z: Columns, size: number): Int32Array[] {
  const scaled = encodeColumns(fitColumns('copula', z.samples, z.levels, 'z'), z.samples);
  const { n } = z.samples;
  const width = scaled.length / n;
  const cells: Int32Array[] = [];
  const cut = (rows: Int32Array): void => {
    const column = widestColumn(scaled, width, rows);
    const scoreOf = (row: number): number => scaled[row * width + column];
    if (rows.length > size) {
      rows.sort((a, b) => scoreOf(a) - scoreOf(b));
      const middle = boundaryNearMiddle(rows.length, size, (place) => scoreOf(rows[place]) > scoreOf(rows[place - 1]));
      if (middle !== undefined) {
        cut(rows.subarray(0, middle));
        cut(rows.subarray(middle));
        return;
      }
    }
    cells.push(rows);
  };
  cut(Int32Array.from({ length: n }, (_, row) => row));
  return cells;
}

/** For each row the row of its cell whose y it takes: every order of every cell is as likely. */
export function permutedWithin(cells: readonly Int32Array[], rng: Random): Int32Array {
  const n = cells.reduce((sum, cell) => sum + cell.length, 0);
  const rank = permutedRows(n, rng);
  const partners = new Int32Array(n);
  for (const cell of cells) {
    const order = cell.slice().sort((a, b) => rank[a] - rank[b]);
    cell.forEach((row, place) => {
      partners[row] = order[place];
    });
  }
  return partners;
}

function widestColumn(values: Float32Array, width: number, rows: Int32Array): number {
  let widest = 0;
  let most = -1;
  for (let column = 0; column < width; column++) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const row of rows) {
      const value = values[row * width + column];
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    if (high - low > most) [widest, most] = [column, high - low];
  }
  return widest;
}

/** The place nearest to the middle that parts different values, the middle being such that full cells remain; undefined if all are equal. */
function boundaryNearMiddle(length: number, size: number, isBoundary: (place: number) => boolean): number | undefined {
  const cells = Math.ceil(length / size);
  const middle = Math.round((length * Math.floor(cells / 2)) / cells);
  for (let distance = 0; distance < length; distance++) {
    for (const place of [middle - distance, middle + distance]) {
      if (place > 0 && place < length && isBoundary(place)) return place;
    }
  }
  return undefined;
}
