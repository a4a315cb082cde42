/**
 * The end of a register tile: its sums are stored, or added to what is there, and rectified on the way where a layer ends in
 * relu. What costs no more than that is done while the sums are in registers; the rest is epilogue.ts.
 */
import { reluVector } from './activations';
import { loadLanes, storeLanes } from './simd';

/** Stores the first `columns` of four sums. */
// @ts-ignore: decorator
@inline
export function endFour(c: usize, sums: v128, columns: i32, adds: bool, rectifies: bool): void {
  if (adds) sums = f32x4.add(loadLanes(c, columns), sums);
  storeLanes(c, rectifies ? reluVector(sums) : sums, columns);
}

/** Stores the first `columns` of eight sums. */
// @ts-ignore: decorator
@inline
export function endEight(c: usize, left: v128, right: v128, columns: i32, adds: bool, rectifies: bool): void {
  if (columns < 8) return endSome(c, left, right, columns, adds, rectifies);
  if (adds) {
    left = f32x4.add(v128.load(c), left);
    right = f32x4.add(v128.load(c, 16), right);
  }
  v128.store(c, rectifies ? reluVector(left) : left);
  v128.store(c, rectifies ? reluVector(right) : right, 16);
}

function endSome(c: usize, left: v128, right: v128, columns: i32, adds: bool, rectifies: bool): void {
  endFour(c, left, columns, adds, rectifies);
  if (columns > 4) endFour(c + 16, right, columns - 4, adds, rectifies);
}
