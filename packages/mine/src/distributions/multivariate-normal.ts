/**
 * Jointly normal (X, Y) with any covariance, and the two that are used most: pairs of correlated components, with the
 * correlation chosen for a wanted mutual information (the staircase benchmark), and independent normals. Rows are L z
 * with the Cholesky factor L of the covariance; the truth is closed.
 */
import { ValueError } from '@infograd/tensor';
import { choleskyFactor } from '../truth/cholesky.ts';
import { type Covariance, checkSymmetric } from '../truth/covariance.ts';
import { gaussianMutualInformation, gaussianMutualInformationOf } from '../truth/gaussian.ts';
import { requireCount } from '../truth/requirements.ts';
import { type Distribution, distribution } from './distribution.ts';
import { correlateRows, normals, splitColumns } from './draws.ts';

/**
 * (X, Y) ~ N(mean, S). I = (log det S_x + log det S_y - log det S) / 2 nats.
 *
 * @param options.covariance of the stacked vector (x, y), positive definite
 * @param options.dimX how many of its leading variables are x
 * @param options.mean zero unless given; it does not change the mutual information
 * @throws ValueError when the matrix is not a covariance, dimX leaves no y, or the mean has another dimension
 * @example multivariateNormal({ covariance: [[1, 0.9], [0.9, 1]], dimX: 1 }).mutualInformation // 0.8303656
 */
export function multivariateNormal(options: {
  covariance: Covariance;
  dimX: number;
  mean?: readonly number[];
  name?: string;
}): Distribution {
  const { covariance, dimX, mean } = options;
  const size = covariance.length;
  const { name = `normal-${dimX}-${size - dimX}` } = options;
  checkSymmetric(covariance);
  if (mean && mean.length !== size)
    throw new ValueError(`multivariateNormal: mean has ${mean.length} entries; the covariance asks for ${size}`);
  const mutualInformation = gaussianMutualInformationOf(covariance, dimX);
  const factor = choleskyFactor(covariance);
  return distribution({
    name,
    dimX,
    dimY: size - dimX,
    mutualInformation,
    draw(rows, rng) {
      const joint = correlateRows(normals(rows * size, rng), factor);
      if (mean) for (let i = 0; i < joint.length; i++) joint[i] += mean[i % size];
      return splitColumns(joint, size, dimX);
    },
  });
}

/**
 * X and Y standard normal of one dimension d, component i of one correlated with component i of the other:
 * I = -(d / 2) log(1 - rho^2) nats. Given `mi`, rho = sqrt(1 - e^(-2 mi / d)): the staircase of Poole et al., "On
 * variational bounds of mutual information", 2019. `cubic` replaces y by y^3, which leaves the information as it is.
 *
 * @throws ValueError unless exactly one of rho (between -1 and 1) and mi (0 or more) is given
 * @example correlatedGaussians({ dimension: 20, mi: 8, cubic: true }).mutualInformation // 8
 */
export function correlatedGaussians(options: {
  dimension?: number;
  rho?: number;
  mi?: number;
  cubic?: boolean;
}): Distribution {
  const { dimension = 1, mi, cubic = false } = options;
  requireCount('correlatedGaussians', 'dimension', dimension);
  if ((options.rho === undefined) === (mi === undefined))
    throw new ValueError('correlatedGaussians: pass either rho or mi, the mutual information in nats');
  if (mi !== undefined && !(mi >= 0 && mi < Number.POSITIVE_INFINITY))
    throw new ValueError(`correlatedGaussians: mi ${mi} must be a finite number of 0 or more`);
  const rho = options.rho ?? Math.sqrt(-Math.expm1((-2 * mi!) / dimension));
  // With rho from mi, 1 - rho^2 loses digits near 1, so the noise comes from mi itself.
  const noise = mi === undefined ? Math.sqrt(1 - rho * rho) : Math.exp(-mi / dimension);
  return distribution({
    name: `${cubic ? 'cubic-' : ''}correlated-gaussians-${dimension}-${mi === undefined ? `rho-${rho}` : `mi-${mi}`}`,
    dimX: dimension,
    dimY: dimension,
    mutualInformation: mi ?? gaussianMutualInformation({ rho, dimension }),
    draw(rows, rng) {
      const x = normals(rows * dimension, rng);
      const y = normals(rows * dimension, rng);
      for (let i = 0; i < y.length; i++) {
        const value = rho * x[i] + noise * y[i];
        y[i] = cubic ? value ** 3 : value;
      }
      return { x, y };
    },
  });
}

/**
 * Independent standard normals: the mutual information is 0, which an estimator should find and a test not reject.
 *
 * @throws ValueError unless the dimensions are whole numbers of 1 or more
 * @example independentNormals({ dimX: 3, dimY: 2 }).mutualInformation // 0
 */
export function independentNormals({ dimX = 1, dimY = 1 }: { dimX?: number; dimY?: number } = {}): Distribution {
  requireCount('independentNormals', 'dimX', dimX);
  requireCount('independentNormals', 'dimY', dimY);
  return distribution({
    name: `independent-${dimX}-${dimY}`,
    dimX,
    dimY,
    mutualInformation: 0,
    draw: (rows, rng) => ({ x: normals(rows * dimX, rng), y: normals(rows * dimY, rng) }),
  });
}
