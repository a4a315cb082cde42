/**
 * Memory that kernels work in between reading and writing. Threads share one heap but not this: each has its own instance of
 * the module, and gives it a block of its own before the first kernel runs. The parts of the block are laid out here; a kernel
 * calls no other that uses the same part.
 */

/** Bytes of the block. */
export const scratchBytes: i32 = 2 << 20;

/** Where each part begins. */
export const operandsOffset: usize = 0; // broadcast.ts: three descriptions of 32 bytes
export const tilesOffset: usize = 128; // broadcast.ts: three tiles of tileBytes
export const positionsOffset: usize = 8192; // movement.ts: positions on the axes
export const panelOffset: usize = 9216; // sum.ts, extremes.ts: panelWidth floats and as many doubles
export const biasOffset: usize = 12288; // epilogue.ts: four times 64 floats
export const wordsOffset: usize = 16384; // random.ts: words of a stretch
export const numbersOffset: usize = 20480; // random.ts: the last eight numbers
export const constantsOffset: usize = 20512; // normal.ts: fourteen vectors
export const resultsOffset: usize = 24576; // slices.ts: sixteen bytes for each of panelWidth columns
export const tailsOffset: usize = 28672; // normal.ts: places of the vectors that hold tails, and one more
export const packingOffset: usize = 65536; // products: packed panels, up to the end of the block

let block: usize = 0;

/** Gives this instance its block, aligned to 16. */
export function setScratch(address: usize): void {
  block = address;
}

/** The address of the part that begins at `offset`. */
// @ts-ignore: decorator
@inline
export function scratchAt(offset: usize): usize {
  return block + offset;
}
