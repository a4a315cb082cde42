/**
 * Gaussian ground truths, in nats: mutual information from a correlation, from a covariance matrix or from additive
 * noise, and the Kullback-Leibler divergence. Source: Cover and Thomas, Elements of Information Theory, chapters 8 and 9.
 */
import { ValueError } from '@infograd/tensor';
import { inv, multiply } from 'mathjs';
import { type Covariance, diagonalBlock, logDeterminant } from './covariance.ts';
import { requireCount, requirePositive } from './requirements.ts';

/**
 * I(X; Y) = -(d / 2) log(1 - rho^2): two d-dimensional standard normals, component i of one correlated with component
 * i of the other and with nothing else.
 *
 * @throws ValueError unless -1 < rho < 1 and the dimension is a whole number of 1 or more
 * @example gaussianMutualInformation({ rho: 0.9 }) // 0.8303656
 */
export function gaussianMutualInformation({ rho, dimension = 1 }: { rho: number; dimension?: number }): number {
  if (!(Math.abs(rho) < 1)) {
    throw new ValueError(
      `gaussianMutualInformation: rho ${rho} must lie between -1 and 1, both excluded (there it is infinite)`,
    );
  }
  requireCount('gaussianMutualInformation', 'dimension', dimension);
  return (-dimension / 2) * Math.log1p(-rho * rho);
}

/**
 * I(X; Y) = (log det S_x + log det S_y - log det S) / 2 for jointly normal (X, Y) with covariance S.
 *
 * @param covariance of the stacked vector (x, y)
 * @param dimX how many of its leading variables are x
 * @throws ValueError when the matrix is not a covariance or dimX leaves no x or no y
 * @example gaussianMutualInformationOf([[1, 0.9], [0.9, 1]], 1) // 0.8303656
 */
export function gaussianMutualInformationOf(covariance: Covariance, dimX: number): number {
  requireCount('gaussianMutualInformationOf', 'dimX', dimX);
  const size = covariance.length;
  if (dimX >= size)
    throw new ValueError(`gaussianMutualInformationOf: dimX ${dimX} leaves no y among ${size} variables`);
  const whole = logDeterminant(covariance);
  const ofX = logDeterminant(diagonalBlock(covariance, 0, dimX));
  const ofY = logDeterminant(diagonalBlock(covariance, dimX, size));
  return (ofX + ofY - whole) / 2;
}

/**
 * I(X; X + noise) = (d / 2) log(1 + signal / noise) for X ~ N(0, signal I_d) and independent noise ~ N(0, noise I_d):
 * the capacity of the Gaussian channel.
 *
 * @param signal, noise variances
 * @throws ValueError when a variance is not positive or the dimension is not a whole number of 1 or more
 * @example additiveGaussianNoise({ signal: 3, noise: 0.2 }) // 1.3862944, 2 bits
 */
export function additiveGaussianNoise(options: { signal: number; noise: number; dimension?: number }): number {
  const { signal, noise, dimension = 1 } = options;
  requirePositive('additiveGaussianNoise', { signal, noise });
  requireCount('additiveGaussianNoise', 'dimension', dimension);
  return (dimension / 2) * Math.log1p(signal / noise);
}

/** A multivariate normal distribution. */
export interface Gaussian {
  readonly mean: readonly number[];
  readonly covariance: Covariance;
}

/**
 * KL(p || q) = (tr(S_q^-1 S_p) + (m_q - m_p)^T S_q^-1 (m_q - m_p) - d + log det S_q - log det S_p) / 2.
 *
 * @throws ValueError when dimensions differ or a matrix is not a covariance
 * @example gaussianDivergence({ mean: [1], covariance: [[1]] }, { mean: [0], covariance: [[1]] }) // 0.5
 */
export function gaussianDivergence(p: Gaussian, q: Gaussian): number {
  const d = p.mean.length;
  if ([q.mean, p.covariance, q.covariance].some((part) => part.length !== d)) {
    throw new ValueError(`gaussianDivergence: means and covariances must all be of dimension ${d}, that of p.mean`);
  }
  const logRatio = logDeterminant(q.covariance) - logDeterminant(p.covariance);
  const precision = inv(q.covariance.map((row) => [...row]));
  const shift = q.mean.map((value, i) => value - p.mean[i]);
  const product = multiply(
    precision,
    p.covariance.map((row) => [...row]),
  ) as number[][];
  const trace = product.reduce((sum, row, i) => sum + row[i], 0);
  const turned = multiply(precision, shift) as number[];
  const distance = turned.reduce((sum, value, i) => sum + value * shift[i], 0);
  return (trace + distance - d + logRatio) / 2;
}
