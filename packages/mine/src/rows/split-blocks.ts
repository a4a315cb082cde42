/**
 * Splitting a time series. Neighbouring rows of a series resemble each other, so rows drawn one by one would put near copies of
 * training rows among the test rows. Here rows move in contiguous blocks instead, and rows that stand closer than a gap
 * to another part are left out. The one idea: a permutation of all rows that keeps blocks together can be cut anywhere, into
 * three parts or into folds.
 */
import type { Random } from '@infograd/tensor';
import { permutedRows } from './permuted-rows.ts';

/** How rows that follow each other in time are kept together. */
export interface BlockOptions {
  /** Rows in a block: many times the span over which the series remembers itself. */
  readonly length: number;
  /** Rows left out between parts: the span over which rows share observations or resemble each other. 0 when left out. */
  readonly gap?: number;
}

/**
 * All rows, in blocks of consecutive rows in random order. The blocks begin at a random place, so that seeds cut differently.
 *
 * @example permutedBlocks(6, 2, random(1)) // for example [3, 4, 5, 0, 1, 2]
 */
export function permutedBlocks(n: number, length: number, rng: Random): Int32Array {
  const offset = rng.fork('offset').integers(1, Math.min(length, n))[0];
  const starts = [0];
  for (let start = offset === 0 ? length : offset; start < n; start += length) starts.push(start);
  const order = permutedRows(starts.length, rng.fork('order'));
  const rows = new Int32Array(n);
  let position = 0;
  for (const block of order) {
    const end = block + 1 < starts.length ? starts[block + 1] : n;
    for (let row = starts[block]; row < end; row++) rows[position++] = row;
  }
  return rows;
}

/**
 * The parts, in random order of rows and without the rows that stand within `gap` of a later part: with training, validation and
 * test in this order, training gives up most and the test part nothing.
 */
export function separateParts(parts: readonly Int32Array[], n: number, gap: number, rng: Random): Int32Array[] {
  const partOf = new Int32Array(n).fill(-1);
  parts.forEach((rows, part) => {
    for (const row of rows) partOf[row] = part;
  });
  return parts.map((rows, part) => {
    const kept = rows.filter((row) => {
      const from = Math.max(0, row - gap);
      const to = Math.min(n, row + gap + 1);
      for (let near = from; near < to; near++) if (partOf[near] > part) return false;
      return true;
    });
    const order = permutedRows(kept.length, rng.fork(part));
    return order.map((position) => kept[position]);
  });
}
