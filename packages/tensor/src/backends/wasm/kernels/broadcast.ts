/**
 * Broadcasting for elementwise kernels. Arrays are seen as [outer, inner]; an operand's element (o, i) lies at
 * o outerStride + i innerStride, with an inner stride of 0 or 1. The one idea: a kernel only ever sees flat arrays. An operand that
 * is not flat is expanded, a tile at a time, into a small buffer that stays in the first-level cache, so long rows,
 * short rows, scalars and columns all run at the speed of the flat loop.
 */
import { loadPartial } from './simd.ts';

/** Elements per tile. */
export const tileSize: i32 = 512;
/** Stores into a tile are whole vectors and may run past its end. */
const tileA = memory.data(512 * 4 + 64, 16);
const tileB = memory.data(512 * 4 + 64, 16);
const tileC = memory.data(512 + 64, 16);

// @ts-ignore: decorator
@inline
function isFlat(outer: i32, inner: i32, outerStride: i32, innerStride: i32): bool {
  return (innerStride == 1 || inner == 1) && (outerStride == inner || outer == 1);
}

// @ts-ignore: decorator
@inline
function isScalar(outer: i32, inner: i32, outerStride: i32, innerStride: i32): bool {
  return (innerStride == 0 || inner == 1) && (outerStride == 0 || outer == 1);
}

/** Copies rows x inner floats of a broadcast operand into a tile. */
export function expand32(tile: usize, source: usize, rows: i32, inner: i32, outerStride: i32, innerStride: i32): void {
  const rowBytes = <usize>inner << 2;
  for (let row = 0; row < rows; row++) {
    if (innerStride == 0) {
      const value = v128.load32_splat(source);
      for (let i: usize = 0; i < rowBytes; i += 16) v128.store(tile + i, value);
    } else {
      let i: usize = 0;
      for (; i + 16 <= rowBytes; i += 16) v128.store(tile + i, v128.load(source + i));
      if (i < rowBytes) v128.store(tile + i, loadPartial(source + i, <i32>(rowBytes - i) >> 2));
    }
    tile += rowBytes;
    source += <usize>outerStride << 2;
  }
}

/** Copies rows x inner bytes of a broadcast operand into a tile. */
export function expand8(tile: usize, source: usize, rows: i32, inner: i32, outerStride: i32, innerStride: i32): void {
  for (let row = 0; row < rows; row++) {
    if (innerStride == 0) memory.fill(tile, load<u8>(source), inner);
    else for (let i = 0; i < inner; i++) store<u8>(tile + i, load<u8>(source + i));
    tile += inner;
    source += outerStride;
  }
}

// @ts-ignore: decorator
@inline
function expand<Element>(tile: usize, source: usize, rows: i32, inner: i32, outerStride: i32, innerStride: i32): void {
  if (sizeof<Element>() == 1) expand8(tile, source, rows, inner, outerStride, innerStride);
  else expand32(tile, source, rows, inner, outerStride, innerStride);
}

/**
 * Runs `Kernel.run(a, b, target, count, attribute)` over two broadcast operands of type `Input`; the contiguous target
 * holds elements of type `Output`.
 */
export function broadcastBinary<Kernel, Input, Output>(
  a: usize, b: usize, target: usize, outer: i32, inner: i32,
  aOuter: i32, aInner: i32, bOuter: i32, bInner: i32, attribute: f32 = 0,
): void {
  const kernel = changetype<Kernel>(0);
  if (outer == 0 || inner == 0) return;
  const aFlat = isFlat(outer, inner, aOuter, aInner);
  const bFlat = isFlat(outer, inner, bOuter, bInner);
  if (aFlat && bFlat) {
    kernel.run(a, b, target, outer * inner, attribute);
    return;
  }
  const aScalar = isScalar(outer, inner, aOuter, aInner);
  const bScalar = isScalar(outer, inner, bOuter, bInner);
  if ((aFlat || aScalar) && (bFlat || bScalar)) {
    inner *= outer;
    outer = 1;
  }
  const columns = min(inner, tileSize);
  const rows = min(outer, tileSize / columns);
  // What repeats in every block of rows is expanded once.
  const aFixed = !aFlat && (aOuter == 0 || outer == 1) && columns == inner;
  const bFixed = !bFlat && (bOuter == 0 || outer == 1) && columns == inner;
  if (aFixed || aScalar) expand<Input>(tileA, a, rows, columns, 0, aScalar ? 0 : aInner);
  if (bFixed || bScalar) expand<Input>(tileB, b, rows, columns, 0, bScalar ? 0 : bInner);
  for (let row = 0; row < outer; row += rows) {
    const height = min(rows, outer - row);
    for (let column = 0; column < inner; column += columns) {
      const width = min(columns, inner - column);
      let left = tileA;
      if (aFlat || (aInner == 1 && height == 1)) {
        left = a + (<usize>(aFlat ? row * inner + column : row * aOuter + column)) * sizeof<Input>();
      } else if (!aFixed && !aScalar && (aInner == 1 || column == 0)) {
        expand<Input>(tileA, a + <usize>(row * aOuter + column * aInner) * sizeof<Input>(), height, width, aOuter, aInner);
      }
      let right = tileB;
      if (bFlat || (bInner == 1 && height == 1)) {
        right = b + (<usize>(bFlat ? row * inner + column : row * bOuter + column)) * sizeof<Input>();
      } else if (!bFixed && !bScalar && (bInner == 1 || column == 0)) {
        expand<Input>(tileB, b + <usize>(row * bOuter + column * bInner) * sizeof<Input>(), height, width, bOuter, bInner);
      }
      kernel.run(left, right, target + <usize>(row * inner + column) * sizeof<Output>(), height * width, attribute);
    }
  }
}
