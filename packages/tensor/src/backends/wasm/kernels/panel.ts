/**
 * Folding the rows of a matrix onto each other, column by column. `foldRows` combines rows into an accumulator row; four rows are
 * combined before the accumulator is touched. Narrow matrices are read as wider ones: `groupOf(inner)` rows of `inner`
 * columns are one row of the panel, so that vectors are full even for two columns, and the groups are
 * folded together at the end.
 */
import { loadLanes, storeLanes } from './simd';

/** Floats in an accumulator row at most. */
export const panelWidth: i32 = 256;

/** How many matrix rows make one panel row. */
export function groupOf(inner: i32): i32 {
  const group = panelWidth / inner;
  if (group >= 4) return group & ~3;
  return max(group, 1);
}

/** accumulator[j] = accumulator[j] combined with source[row, j] for all rows; `pitch` and `width` count floats. */
export function foldRows<Operation>(accumulator: usize, source: usize, rows: i32, pitch: i32, width: i32): void {
  const operation = changetype<Operation>(0);
  const step = <usize>pitch << 2;
  const end = <usize>width << 2;
  for (; rows >= 4; rows -= 4) {
    const second = source + step;
    const third = second + step;
    const fourth = third + step;
    let j: usize = 0;
    for (; j + 16 <= end; j += 16) {
      const near = operation.apply(v128.load(source + j), v128.load(second + j));
      const far = operation.apply(v128.load(third + j), v128.load(fourth + j));
      v128.store(accumulator + j, operation.apply(v128.load(accumulator + j), operation.apply(near, far)));
    }
    if (j < end) {
      foldTail<Operation>(accumulator + j, source + j, step, 4, <i32>(end - j) >> 2);
    }
    source = fourth + step;
  }
  for (; rows > 0; rows--) {
    for (let j: usize = 0; j < end; j += 16) {
      const count = <i32>(end - j) >> 2;
      storeLanes(accumulator + j, operation.apply(loadLanes(accumulator + j, count), loadLanes(source + j, count)), count);
    }
    source += step;
  }
}

function foldTail<Operation>(accumulator: usize, source: usize, step: usize, rows: i32, count: i32): void {
  const operation = changetype<Operation>(0);
  let total = loadLanes(accumulator, count);
  for (let row = 0; row < rows; row++) total = operation.apply(total, loadLanes(source + row * step, count));
  storeLanes(accumulator, total, count);
}
