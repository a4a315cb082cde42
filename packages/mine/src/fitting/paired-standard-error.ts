/**
 * The standard error of a difference of two estimates that were read off the same rows. Their errors are alike, so they largely
 * cancel; adding their squares would claim far too much. Rows of a time series resemble their neighbours and count in blocks.
 */
import type { EstimateByRow } from './fit.ts';

/**
 * @param blockLength rows that follow each other and are not independent; 1 when left out
 * @returns nats: sqrt(G / (G - 1) sum over G blocks of (summed influence)^2) / n
 */
export function pairedStandardError(a: EstimateByRow, b: EstimateByRow | undefined, blockLength = 1): number {
  const others = new Map<number, number>();
  b?.rows.forEach((row, i) => {
    others.set(row, b.influence[i]);
  });
  const blocks = new Map<number, number>();
  a.rows.forEach((row, i) => {
    if (b !== undefined && !others.has(row))
      throw new Error(`row ${row} is in one estimate only; they need the same seed`);
    const block = Math.floor(row / blockLength);
    blocks.set(block, (blocks.get(block) ?? 0) + a.influence[i] - (others.get(row) ?? 0));
  });
  const squares = [...blocks.values()].reduce((sum, value) => sum + value * value, 0);
  return Math.sqrt((squares * blocks.size) / (blocks.size - 1)) / a.rows.length;
}
