/**
 * The outer loop of kernels with two or three broadcast operands. It cuts the result into blocks of whole rows, or of
 * pieces of one row when rows are long, and hands each block to the kernel as flat arrays (see operand.ts). A kernel is a
 * class without fields; `broadcastBinary<Kernel>` finds its `run` at compile time.
 */
import { Operand, tileBytes, tileSize } from './operand';
import { operandsOffset, scratchAt, tilesOffset } from './scratch';

/** The description of operand 0, 1 or 2. */
// @ts-ignore: decorator
@inline
function operand(index: i32): Operand {
  return changetype<Operand>(scratchAt(operandsOffset + <usize>(index << 5)));
}

// @ts-ignore: decorator
@inline
function tile(index: i32): usize {
  return scratchAt(tilesOffset + <usize>(index * tileBytes));
}

/** `shift` and `targetShift`: base-2 logarithms of the bytes per element of the operands and of the result. */
export function broadcastBinary<Kernel>(
  a: usize,
  b: usize,
  target: usize,
  outer: i32,
  inner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
  shift: i32,
  targetShift: i32,
  attribute: f32 = 0,
): void {
  const kernel = changetype<Kernel>(0);
  if (outer == 0 || inner == 0) return;
  const first = operand(0);
  const second = operand(1);
  first.describe(a, tile(0), shift, outer, inner, aOuter, aInner);
  second.describe(b, tile(1), shift, outer, inner, bOuter, bInner);
  if (first.isFlat(inner) && second.isFlat(inner)) {
    kernel.run(a, b, target, outer * inner, attribute);
    return;
  }
  if (first.isUniform(inner) && second.isUniform(inner)) {
    first.joinRows(outer, inner);
    second.joinRows(outer, inner);
    inner *= outer;
    outer = 1;
  }
  const columns = min(inner, tileSize);
  const rows = min(outer, tileSize / columns);
  first.prepare(inner, rows, columns);
  second.prepare(inner, rows, columns);
  for (let row = 0; row < outer; row += rows) {
    const height = min(rows, outer - row);
    for (let column = 0; column < inner; column += columns) {
      const width = min(columns, inner - column);
      const left = first.block(row, column, height, width);
      const right = second.block(row, column, height, width);
      kernel.run(left, right, target, height * width, attribute);
      target += <usize>(height * width) << targetShift;
    }
  }
}

/** The same with a condition of bytes in front and four-byte elements behind. */
export function broadcastSelect<Kernel>(
  condition: usize,
  a: usize,
  b: usize,
  target: usize,
  outer: i32,
  inner: i32,
  conditionOuter: i32,
  conditionInner: i32,
  aOuter: i32,
  aInner: i32,
  bOuter: i32,
  bInner: i32,
): void {
  const kernel = changetype<Kernel>(0);
  if (outer == 0 || inner == 0) return;
  const first = operand(0);
  const second = operand(1);
  const third = operand(2);
  first.describe(a, tile(0), 2, outer, inner, aOuter, aInner);
  second.describe(b, tile(1), 2, outer, inner, bOuter, bInner);
  third.describe(condition, tile(2), 0, outer, inner, conditionOuter, conditionInner);
  if (first.isUniform(inner) && second.isUniform(inner) && third.isUniform(inner)) {
    first.joinRows(outer, inner);
    second.joinRows(outer, inner);
    third.joinRows(outer, inner);
    inner *= outer;
    outer = 1;
  }
  const columns = min(inner, tileSize);
  const rows = min(outer, tileSize / columns);
  first.prepare(inner, rows, columns);
  second.prepare(inner, rows, columns);
  third.prepare(inner, rows, columns);
  for (let row = 0; row < outer; row += rows) {
    const height = min(rows, outer - row);
    for (let column = 0; column < inner; column += columns) {
      const width = min(columns, inner - column);
      const left = first.block(row, column, height, width);
      const right = second.block(row, column, height, width);
      kernel.run(third.block(row, column, height, width), left, right, target, height * width);
      target += <usize>(height * width) << 2;
    }
  }
}
