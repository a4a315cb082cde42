/**
 * One broadcast operand of an elementwise kernel. Arrays are seen as [outer, inner]; element (o, i) of an operand lies
 * at o outerStride + i innerStride, with an inner stride of 0 or 1. The one idea: kernels only ever see flat arrays. An operand
 * that is not flat is expanded, a block at a time, into a tile that stays in the first-level cache, so that long rows,
 * short rows, scalars and columns all run at the speed of the flat loop.
 */
import { loadPartial } from './simd';

/** Elements per tile. */
export const tileSize: i32 = 512;
/** Stores into a tile are whole vectors and may run past its end by less than one. */
export const tileBytes: i32 = 512 * 4 + 16;

/** The blocks are read where they lie. */
const direct: i32 = 0;
/** All blocks are alike: the tile is filled once. */
const repeated: i32 = 1;
/** The tile is filled for every block of rows. */
const expanded: i32 = 2;

// @ts-ignore: decorator
@unmanaged
export class Operand {
  private source: usize;
  private tile: usize;
  private outerStride: i32;
  private innerStride: i32;
  private shift: i32;
  private mode: i32;

  /** Describes the operand; `shift` is 2 for elements of four bytes and 0 for bytes. */
  describe(source: usize, tile: usize, shift: i32, outer: i32, inner: i32, outerStride: i32, innerStride: i32): void {
    this.source = source;
    this.tile = tile;
    this.shift = shift;
    // Strides along axes of length one mean nothing; give them the values that make the operand flat or scalar.
    if (inner == 1) innerStride = outer == 1 || outerStride == 1 ? 1 : 0;
    if (outer == 1) outerStride = innerStride == 1 ? inner : 0;
    this.outerStride = outerStride;
    this.innerStride = innerStride;
  }

  isFlat(inner: i32): bool {
    return this.innerStride == 1 && this.outerStride == inner;
  }

  /** Flat or scalar: rows may be joined into one. */
  isUniform(inner: i32): bool {
    return this.isFlat(inner) || (this.innerStride == 0 && this.outerStride == 0);
  }

  joinRows(outer: i32, inner: i32): void {
    if (this.innerStride == 1) this.outerStride = outer * inner;
  }

  /** Chooses how blocks of rows x columns are read, and fills the tile if once is enough. */
  prepare(inner: i32, rows: i32, columns: i32): void {
    if (this.isFlat(inner) || (rows == 1 && this.innerStride == 1)) this.mode = direct;
    else this.mode = this.outerStride == 0 ? repeated : expanded;
    if (this.mode == repeated) this.expand(this.source, rows, columns);
  }

  /** The address of the block that starts at (row, column), flat. */
  block(row: i32, column: i32, rows: i32, columns: i32): usize {
    if (this.mode == direct) return this.source + (<usize>(row * this.outerStride + column) << this.shift);
    if (this.mode == expanded && column == 0) {
      this.expand(this.source + (<usize>(row * this.outerStride) << this.shift), rows, columns);
    }
    return this.tile;
  }

  private expand(source: usize, rows: i32, columns: i32): void {
    if (this.shift == 0) this.expandBytes(source, rows, columns);
    else this.expandFloats(source, rows, columns);
  }

  private expandFloats(source: usize, rows: i32, columns: i32): void {
    let tile = this.tile;
    const rowBytes = <usize>columns << 2;
    for (let row = 0; row < rows; row++) {
      let i: usize = 0;
      if (this.innerStride == 0) {
        const value = v128.load32_splat(source);
        for (; i < rowBytes; i += 16) v128.store(tile + i, value);
      } else {
        for (; i + 16 <= rowBytes; i += 16) v128.store(tile + i, v128.load(source + i));
        if (i < rowBytes) v128.store(tile + i, loadPartial(source + i, <i32>(rowBytes - i) >> 2));
      }
      tile += rowBytes;
      source += <usize>this.outerStride << 2;
    }
  }

  private expandBytes(source: usize, rows: i32, columns: i32): void {
    let tile = this.tile;
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < columns; i++) store<u8>(tile + i, load<u8>(source + i * this.innerStride));
      tile += columns;
      source += this.outerStride;
    }
  }
}
