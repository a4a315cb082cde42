/**
 * Strided copies and fills: what transpose, slice, flip, broadcastTo, pad, concat and tile come down to. The
 * caller has joined axes that lie behind each other in memory on both sides; what is left is a loop over planes, and a plane is
 * copied in the way its strides allow: whole rows, one repeated element per row, or a blocked transpose.
 */
import { copyRun, copyTwoPieces, copyTwoVectors } from './runs';
import { positionsOffset, scratchAt } from './scratch';

/** Side of the square that a transpose works on, so that both sides stay in the first-level cache. */
const block: i32 = 32;

// @ts-ignore: decorator
@inline
function offsetOf<Element>(index: i32): isize {
  return <isize>index * <isize>sizeof<Element>();
}

/** Four rows of four, read with sourceStride 1 down the rows, written along them. */
function transposeSquare(source: usize, target: usize, sourceStep: isize, targetStep: isize): void {
  const a = v128.load(source);
  const b = v128.load(source + sourceStep);
  const c = v128.load(source + 2 * sourceStep);
  const d = v128.load(source + 3 * sourceStep);
  const abLow = v128.shuffle<u32>(a, b, 0, 4, 1, 5);
  const abHigh = v128.shuffle<u32>(a, b, 2, 6, 3, 7);
  const cdLow = v128.shuffle<u32>(c, d, 0, 4, 1, 5);
  const cdHigh = v128.shuffle<u32>(c, d, 2, 6, 3, 7);
  v128.store(target, v128.shuffle<u64>(abLow, cdLow, 0, 2));
  v128.store(target + targetStep, v128.shuffle<u64>(abLow, cdLow, 1, 3));
  v128.store(target + 2 * targetStep, v128.shuffle<u64>(abHigh, cdHigh, 0, 2));
  v128.store(target + 3 * targetStep, v128.shuffle<u64>(abHigh, cdHigh, 1, 3));
}

/** target[r, c] = source[r + c sourceStride], rows of the target `targetStride` apart. */
function transpose<Element>(source: usize, target: usize, rows: i32, columns: i32, sourceStride: i32, targetStride: i32): void {
  const sourceStep = offsetOf<Element>(sourceStride);
  const targetStep = offsetOf<Element>(targetStride);
  for (let r0 = 0; r0 < rows; r0 += block) {
    const r1 = min(r0 + block, rows);
    for (let c0 = 0; c0 < columns; c0 += block) {
      const c1 = min(c0 + block, columns);
      let r = r0;
      if (sizeof<Element>() == 4) {
        for (; r + 4 <= r1; r += 4) {
          let c = c0;
          for (; c + 4 <= c1; c += 4) {
            const from = source + offsetOf<Element>(r) + c * sourceStep;
            transposeSquare(from, target + r * targetStep + offsetOf<Element>(c), sourceStep, targetStep);
          }
          for (; c < c1; c++) {
            for (let i = r; i < r + 4; i++) {
              const from = source + offsetOf<Element>(i) + c * sourceStep;
              store<Element>(target + i * targetStep + offsetOf<Element>(c), load<Element>(from));
            }
          }
        }
      }
      for (; r < r1; r++) {
        for (let c = c0; c < c1; c++) {
          const from = source + offsetOf<Element>(r) + c * sourceStep;
          store<Element>(target + r * targetStep + offsetOf<Element>(c), load<Element>(from));
        }
      }
    }
  }
}

/** Rows whose elements are neighbours on both sides. */
function copyRows<Element>(source: usize, target: usize, rows: i32, columns: i32, sourceStep: isize, targetStep: isize): void {
  const bytes = <usize>offsetOf<Element>(columns);
  if (bytes > 32) {
    for (; rows > 0; rows--) {
      copyRun(source, target, bytes);
      source += sourceStep;
      target += targetStep;
    }
  } else if (bytes >= 16) {
    for (; rows > 0; rows--) {
      copyTwoVectors(source, target, bytes - 16);
      source += sourceStep;
      target += targetStep;
    }
  } else if (bytes >= 8) {
    for (; rows > 0; rows--) {
      copyTwoPieces<u64>(source, target, bytes - 8);
      source += sourceStep;
      target += targetStep;
    }
  } else if (bytes >= 4) {
    for (; rows > 0; rows--) {
      copyTwoPieces<u32>(source, target, bytes - 4);
      source += sourceStep;
      target += targetStep;
    }
  } else {
    for (; rows > 0; rows--) {
      for (let c = 0; c < columns; c++) store<Element>(target + c, load<Element>(source + c));
      source += sourceStep;
      target += targetStep;
    }
  }
}

function copyPlane<Element>(
  source: usize,
  target: usize,
  rows: i32,
  columns: i32,
  sourceRow: i32,
  sourceColumn: i32,
  targetRow: i32,
  targetColumn: i32,
): void {
  if (targetColumn == 1 && sourceRow == 1 && sourceColumn != 1) {
    transpose<Element>(source, target, rows, columns, sourceColumn, targetRow);
    return;
  }
  if (targetRow == 1 && sourceColumn == 1 && targetColumn != 1) {
    transpose<Element>(source, target, columns, rows, sourceRow, targetColumn);
    return;
  }
  const sourceRowStep = offsetOf<Element>(sourceRow);
  const targetRowStep = offsetOf<Element>(targetRow);
  if (sourceColumn == 1 && targetColumn == 1) {
    copyRows<Element>(source, target, rows, columns, sourceRowStep, targetRowStep);
    return;
  }
  const sourceStep = offsetOf<Element>(sourceColumn);
  const targetStep = offsetOf<Element>(targetColumn);
  for (let r = 0; r < rows; r++) {
    if (sourceColumn == 0 && targetColumn == 1) fillRow<Element>(target, columns, load<Element>(source));
    else {
      for (let c = 0; c < columns; c++) store<Element>(target + c * targetStep, load<Element>(source + c * sourceStep));
    }
    source += sourceRowStep;
    target += targetRowStep;
  }
}

/** `layout` holds three words for each axis: length, source stride, target stride, in elements; `first` replaces the first length. */
// @ts-ignore: decorator
@inline
function lengthOf(layout: usize, axis: i32, first: i32): i32 {
  return axis == 0 ? first : load<i32>(layout + <usize>(axis * 12));
}

// @ts-ignore: decorator
@inline
function sourceStrideOf(layout: usize, axis: i32): i32 {
  return load<i32>(layout + <usize>(axis * 12), 4);
}

// @ts-ignore: decorator
@inline
function targetStrideOf(layout: usize, axis: i32): i32 {
  return load<i32>(layout + <usize>(axis * 12), 8);
}

/** A box of at least three axes. */
function copyPlanes<Element>(source: usize, target: usize, rank: i32, layout: usize, first: i32): void {
  const row = rank - 2;
  const column = rank - 1;
  const positions = scratchAt(positionsOffset);
  memory.fill(positions, 0, <usize>row << 2);
  while (true) {
    copyPlane<Element>(
      source,
      target,
      lengthOf(layout, row, first),
      lengthOf(layout, column, first),
      sourceStrideOf(layout, row),
      sourceStrideOf(layout, column),
      targetStrideOf(layout, row),
      targetStrideOf(layout, column),
    );
    // The next plane: count up like an odometer, the last outer axis first.
    let axis = row - 1;
    for (; axis >= 0; axis--) {
      const counter = positions + (<usize>axis << 2);
      const next = load<i32>(counter) + 1;
      const sourceStride = sourceStrideOf(layout, axis);
      const targetStride = targetStrideOf(layout, axis);
      if (next < lengthOf(layout, axis, first)) {
        store<i32>(counter, next);
        source += offsetOf<Element>(sourceStride);
        target += offsetOf<Element>(targetStride);
        break;
      }
      store<i32>(counter, 0);
      source -= offsetOf<Element>(sourceStride * (next - 1));
      target -= offsetOf<Element>(targetStride * (next - 1));
    }
    if (axis < 0) return;
  }
}

function fillRow<Element>(target: usize, length: i32, value: Element): void {
  let i: isize = 0;
  const bytes = offsetOf<Element>(length);
  if (sizeof<Element>() == 4) {
    const lanes = v128.splat<Element>(value);
    for (; i + 16 <= bytes; i += 16) v128.store(target + i, lanes);
  }
  for (; i < bytes; i += sizeof<Element>()) store<Element>(target + i, value);
}

/** Copies rows of four-byte elements; strides are in elements. */
export function copyPlane32(
  source: usize,
  target: usize,
  rows: i32,
  columns: i32,
  sourceRow: i32,
  sourceColumn: i32,
  targetRow: i32,
  targetColumn: i32,
): void {
  copyPlane<u32>(source, target, rows, columns, sourceRow, sourceColumn, targetRow, targetColumn);
}

/** The same for elements of one byte. */
export function copyPlane8(
  source: usize,
  target: usize,
  rows: i32,
  columns: i32,
  sourceRow: i32,
  sourceColumn: i32,
  targetRow: i32,
  targetColumn: i32,
): void {
  copyPlane<u8>(source, target, rows, columns, sourceRow, sourceColumn, targetRow, targetColumn);
}

/** Copies the first `first` slices of a box of three or more axes. */
export function copyPlanes32(source: usize, target: usize, rank: i32, layout: usize, first: i32): void {
  copyPlanes<u32>(source, target, rank, layout, first);
}

export function copyPlanes8(source: usize, target: usize, rank: i32, layout: usize, first: i32): void {
  copyPlanes<u8>(source, target, rank, layout, first);
}

/** Writes the 32-bit pattern `bits` to `count` elements. */
export function fill32(target: usize, count: i32, bits: i32): void {
  fillRow<u32>(target, count, bits);
}

export function fill8(target: usize, count: i32, value: i32): void {
  memory.fill(target, <u8>value, count);
}
