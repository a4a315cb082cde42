/**
 * Strided copies and fills: what transpose, slice, flip, broadcastTo, pad, concat and tile come down to. Axes that lie behind
 * each other in memory on both sides are joined first; the rest is a loop over planes, and a plane is copied in the way
 * its strides allow: whole rows, one repeated element per row, or a blocked transpose.
 */

import { axesOffset, scratchAt } from './scratch';

const maxRank: i32 = 6;
/** Side of the square that a transpose works on, so that both sides stay in the first-level cache. */
const block: i32 = 32;

/** Three words of an axis: length, source stride, target stride. */
// @ts-ignore: decorator
@inline
function axisAt(index: i32): usize {
  return scratchAt(axesOffset + <usize>(index * 12));
}

/** Where a walk over the planes stands on an axis. */
// @ts-ignore: decorator
@inline
function positionAt(index: i32): usize {
  return axisAt(maxRank) + (<usize>index << 2);
}

// @ts-ignore: decorator
@inline
function lengthOf(index: i32): i32 {
  return load<i32>(axisAt(index));
}

// @ts-ignore: decorator
@inline
function sourceStrideOf(index: i32): i32 {
  return load<i32>(axisAt(index), 4);
}

// @ts-ignore: decorator
@inline
function targetStrideOf(index: i32): i32 {
  return load<i32>(axisAt(index), 8);
}

function setAxis(index: i32, length: i32, sourceStride: i32, targetStride: i32): void {
  const axis = axisAt(index);
  store<i32>(axis, length);
  store<i32>(axis, sourceStride, 4);
  store<i32>(axis, targetStride, 8);
}

/** Reads shape[rank], sourceStrides[rank], targetStrides[rank] into `axes`, joined; returns how many are left, -1 if empty. */
function readAxes(rank: i32, meta: usize): i32 {
  let count = 0;
  for (let i = 0; i < rank; i++) {
    const entry = meta + (<usize>i << 2);
    const length = load<i32>(entry);
    const sourceStride = load<i32>(entry + (<usize>rank << 2));
    const targetStride = load<i32>(entry + (<usize>rank << 3));
    if (length == 0) return -1;
    if (length == 1) continue;
    const last = count - 1;
    if (count > 0 && sourceStrideOf(last) == sourceStride * length && targetStrideOf(last) == targetStride * length) {
      setAxis(last, lengthOf(last) * length, sourceStride, targetStride);
    } else {
      setAxis(count++, length, sourceStride, targetStride);
    }
  }
  return count;
}

/** If the last axis is not contiguous in the source, brings the axis that is next to it, for the blocked transpose. */
function pairAxes(count: i32): void {
  if (count < 3 || sourceStrideOf(count - 1) == 1) return;
  for (let i = 0; i < count - 2; i++) {
    if (sourceStrideOf(i) != 1) continue;
    const length = lengthOf(i);
    const targetStride = targetStrideOf(i);
    setAxis(i, lengthOf(count - 2), sourceStrideOf(count - 2), targetStrideOf(count - 2));
    setAxis(count - 2, length, 1, targetStride);
    return;
  }
}

// @ts-ignore: decorator
@inline
function offsetOf<Element>(index: i32): isize {
  return <isize>index * <isize>sizeof<Element>();
}

function copyRow<Element>(source: usize, target: usize, length: i32): void {
  const bytes = offsetOf<Element>(length);
  if (bytes >= 128) {
    memory.copy(target, source, bytes);
    return;
  }
  let i: isize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(target + i, v128.load(source + i));
  for (; i < bytes; i += sizeof<Element>()) store<Element>(target + i, load<Element>(source + i));
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
  const sourceStep = offsetOf<Element>(sourceColumn);
  const targetStep = offsetOf<Element>(targetColumn);
  for (let r = 0; r < rows; r++) {
    if (sourceColumn == 1 && targetColumn == 1) copyRow<Element>(source, target, columns);
    else if (sourceColumn == 0 && targetColumn == 1) fillRow<Element>(target, columns, load<Element>(source));
    else {
      for (let c = 0; c < columns; c++) store<Element>(target + c * targetStep, load<Element>(source + c * sourceStep));
    }
    source += offsetOf<Element>(sourceRow);
    target += offsetOf<Element>(targetRow);
  }
}

function copyStrided<Element>(source: usize, target: usize, rank: i32, meta: usize): void {
  const count = readAxes(rank, meta);
  if (count < 0) return;
  if (count == 0) {
    store<Element>(target, load<Element>(source));
    return;
  }
  pairAxes(count);
  const column = count - 1;
  if (count == 1) {
    copyPlane<Element>(source, target, 1, lengthOf(0), 0, sourceStrideOf(0), 0, targetStrideOf(0));
    return;
  }
  const row = count - 2;
  for (let i = 0; i < row; i++) store<i32>(positionAt(i), 0);
  while (true) {
    copyPlane<Element>(
      source,
      target,
      lengthOf(row),
      lengthOf(column),
      sourceStrideOf(row),
      sourceStrideOf(column),
      targetStrideOf(row),
      targetStrideOf(column),
    );
    // The next plane: count up like an odometer, the last outer axis first.
    let axis = row - 1;
    for (; axis >= 0; axis--) {
      const counter = positionAt(axis);
      const next = load<i32>(counter) + 1;
      if (next < lengthOf(axis)) {
        store<i32>(counter, next);
        source += offsetOf<Element>(sourceStrideOf(axis));
        target += offsetOf<Element>(targetStrideOf(axis));
        break;
      }
      store<i32>(counter, 0);
      source -= offsetOf<Element>(sourceStrideOf(axis) * (next - 1));
      target -= offsetOf<Element>(targetStrideOf(axis) * (next - 1));
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

/** Copies four-byte elements; meta points to shape[rank], sourceStrides[rank], targetStrides[rank] as int32, in elements. */
export function copyStrided32(source: usize, target: usize, rank: i32, meta: usize): void {
  copyStrided<u32>(source, target, rank, meta);
}

/** The same for elements of one byte. */
export function copyStrided8(source: usize, target: usize, rank: i32, meta: usize): void {
  copyStrided<u8>(source, target, rank, meta);
}

/** Writes the 32-bit pattern `bits` to `count` elements. */
export function fill32(target: usize, count: i32, bits: i32): void {
  fillRow<u32>(target, count, bits);
}

export function fill8(target: usize, count: i32, value: i32): void {
  memory.fill(target, <u8>value, count);
}
