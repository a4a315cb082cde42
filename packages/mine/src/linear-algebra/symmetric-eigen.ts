/**
 * Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations (Golub and Van Loan, Matrix Computations, section
 * 8.5): each makes one entry off the diagonal zero, and sweeps over all of them converge quadratically. Accurate also for tiny
 * eigenvalues, which the logarithm of 1 - rho^2 asks for. It is meant for up to some hundred rows.
 */

/** Sweeps beyond any that convergence was ever seen to need. */
const mostSweeps = 50;

export interface SymmetricEigen {
  /** Largest first. */
  readonly values: readonly number[];
  /** vectors[k] belongs to values[k]; they are orthonormal. */
  readonly vectors: readonly Float64Array[];
}

/**
 * @param matrix symmetric rows; left as they are
 * @example symmetricEigen([[2, 1], [1, 2]]).values // [3, 1]
 */
export function symmetricEigen(matrix: readonly ArrayLike<number>[]): SymmetricEigen {
  const a = matrix.map((row) => Float64Array.from(row));
  const size = a.length;
  // Row k of `turned` becomes the eigenvector of a[k][k].
  const turned = a.map((_, i) => Float64Array.from({ length: size }, (_, j) => Number(i === j)));
  const scale = a.reduce((sum, row) => sum + row.reduce((total, entry) => total + entry * entry, 0), 0);
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let offDiagonal = 0;
    for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) offDiagonal += a[i][j] ** 2;
    if (offDiagonal <= 1e-30 * scale) break;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(a, turned, p, q);
  }
  const order = a.map((_, i) => i).sort((i, j) => a[j][j] - a[i][i]);
  return { values: order.map((i) => a[i][i]), vectors: order.map((i) => turned[i]) };
}

function rotate(a: Float64Array[], turned: Float64Array[], p: number, q: number): void {
  if (a[p][q] === 0) return;
  const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const tangent = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  for (const row of a) {
    const [atP, atQ] = [row[p], row[q]];
    row[p] = cosine * atP - sine * atQ;
    row[q] = sine * atP + cosine * atQ;
  }
  for (const rows of [a, turned]) {
    const [rowP, rowQ] = [rows[p], rows[q]];
    for (let k = 0; k < rowP.length; k++) {
      const [atP, atQ] = [rowP[k], rowQ[k]];
      rowP[k] = cosine * atP - sine * atQ;
      rowQ[k] = sine * atP + cosine * atQ;
    }
  }
}
