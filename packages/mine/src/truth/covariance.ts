/**
 * Covariance matrices for the closed forms: checked, cut into blocks, and the logarithm of the determinant from the
 * Cholesky factor, which neither overflows nor lets an indefinite matrix pass.
 */
import { ValueError } from '@infograd/tensor';
import { choleskyFactor } from './cholesky.ts';

/** A symmetric positive definite matrix, row by row. */
export type Covariance = readonly (readonly number[])[];

/**
 * log det of a covariance matrix.
 *
 * @throws ValueError when the matrix is not square, symmetric and positive definite
 * @example logDeterminant([[2, 0], [0, 3]]) // 1.7917595, log 6
 */
export function logDeterminant(covariance: Covariance): number {
  checkSymmetric(covariance);
  return choleskyFactor(covariance).reduce((sum, row, i) => sum + 2 * Math.log(row[i]), 0);
}

/** The square block of rows and columns from `start` up to `end`. */
export function diagonalBlock(covariance: Covariance, start: number, end: number): Covariance {
  return covariance.slice(start, end).map((row) => row.slice(start, end));
}

/** @throws ValueError when the matrix is not square, symmetric and finite */
export function checkSymmetric(covariance: Covariance): void {
  const size = covariance.length;
  if (size === 0) throw new ValueError('covariance is empty; pass a square matrix as an array of rows');
  covariance.forEach((row, i) => {
    if (row.length !== size) {
      throw new ValueError(`covariance: row ${i} has ${row.length} entries; a ${size} x ${size} matrix is needed`);
    }
    row.forEach((entry, j) => {
      const mirrored = covariance[j]![i];
      if (!Number.isFinite(entry))
        throw new ValueError(`covariance: entry (${i}, ${j}) is ${entry}; all must be finite`);
      if (Math.abs(entry - mirrored) > 1e-9 * Math.max(1, Math.abs(entry))) {
        throw new ValueError(`covariance: entries (${i}, ${j}) and (${j}, ${i}) differ: ${entry} and ${mirrored}`);
      }
    });
  });
}
