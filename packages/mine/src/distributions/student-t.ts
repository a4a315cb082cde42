/**
 * The multivariate Student-t distribution: correlated normals divided by the root of one chi-squared number a row over
 * its degrees of freedom. Heavy tails, and dependence without correlation; the truth is closed.
 */
import { ValueError } from '@infograd/tensor';
import { choleskyFactor } from '../truth/cholesky.ts';
import { type Covariance, checkSymmetric } from '../truth/covariance.ts';
import { studentTMutualInformation } from '../truth/student-t.ts';
import { type Distribution, distribution } from './distribution.ts';
import { correlateRows, gammas, normals, splitColumns } from './draws.ts';

/**
 * (X, Y) = L z / sqrt(u), z ~ N(0, I), u ~ chi^2(df) / df, with L L^T the dispersion.
 *
 * @param options.dispersion of the stacked vector (x, y), positive definite
 * @param options.dimX how many of its leading variables are x
 * @param options.df degrees of freedom, 0.1 or more: below that, samples overflow
 * @throws ValueError when the matrix is not a covariance, dimX leaves no y or df is too small
 * @example studentT({ dispersion: [[1, 0], [0, 1]], dimX: 1, df: 1 }).mutualInformation // 0.2241714
 */
export function studentT(options: { dispersion: Covariance; dimX: number; df: number; name?: string }): Distribution {
  const { dispersion, dimX, df } = options;
  const size = dispersion.length;
  const { name = `student-${dimX}-${size - dimX}-${df}` } = options;
  if (!(df >= 0.1)) throw new ValueError(`studentT: df ${df} must be 0.1 or more; samples overflow below that`);
  checkSymmetric(dispersion);
  const mutualInformation = studentTMutualInformation({ dispersion, dimX, df });
  const factor = choleskyFactor(dispersion);
  return distribution({
    name,
    dimX,
    dimY: size - dimX,
    mutualInformation,
    draw(rows, rng) {
      const joint = correlateRows(normals(rows * size, rng), factor);
      const halfChiSquared = gammas(rows, df / 2, rng);
      for (let i = 0; i < joint.length; i++) joint[i] /= Math.sqrt((2 * halfChiSquared[Math.floor(i / size)]) / df);
      return splitColumns(joint, size, dimX);
    },
  });
}
