/**
 * Closed forms of differential entropies, and the entropy of a discrete distribution, in nats. Source: Cover and
 * Thomas, Elements of Information Theory, table 17.1; Lazo and Rathie 1978. log gamma comes from mathjs.
 */
import { ValueError } from '@infograd/tensor';
import { lgamma } from 'mathjs';
import { type Covariance, logDeterminant } from './covariance.ts';
import { digamma } from './digamma.ts';
import { requirePositive, requireProbabilities } from './requirements.ts';

/**
 * Multivariate normal: (d log(2 pi e) + log det S) / 2.
 *
 * @throws ValueError when the matrix is not a covariance
 * @example gaussianEntropy([[1]]) // 1.4189385
 */
export function gaussianEntropy(covariance: Covariance): number {
  return (covariance.length * (Math.log(2 * Math.PI) + 1) + logDeterminant(covariance)) / 2;
}

/**
 * Uniform on an interval: log of its length.
 *
 * @throws ValueError unless low < high
 * @example uniformEntropy({ low: -1, high: 1 }) // 0.6931472, log 2
 */
export function uniformEntropy({ low, high }: { low: number; high: number }): number {
  requirePositive('uniformEntropy', { 'high - low': high - low });
  return Math.log(high - low);
}

/**
 * Exponential: 1 - log rate.
 *
 * @example exponentialEntropy({ rate: 1 }) // 1
 */
export function exponentialEntropy({ rate }: { rate: number }): number {
  requirePositive('exponentialEntropy', { rate });
  return 1 - Math.log(rate);
}

/**
 * Laplace with density e^(-|x| / scale) / (2 scale): 1 + log(2 scale).
 *
 * @example laplaceEntropy({ scale: 0.5 }) // 1
 */
export function laplaceEntropy({ scale }: { scale: number }): number {
  requirePositive('laplaceEntropy', { scale });
  return 1 + Math.log(2 * scale);
}

/**
 * Logistic: 2 + log scale.
 *
 * @example logisticEntropy({ scale: 1 }) // 2
 */
export function logisticEntropy({ scale }: { scale: number }): number {
  requirePositive('logisticEntropy', { scale });
  return 2 + Math.log(scale);
}

/**
 * Student's t with `degrees` of freedom v, times `scale`:
 * (v + 1) / 2 (psi((v + 1) / 2) - psi(v / 2)) + log(sqrt(v) B(v / 2, 1 / 2)) + log scale.
 *
 * @example studentTEntropy({ degrees: 1 }) // 2.5310242, log(4 pi): the Cauchy distribution's
 */
export function studentTEntropy({ degrees, scale = 1 }: { degrees: number; scale?: number }): number {
  requirePositive('studentTEntropy', { degrees, scale });
  const shape = ((degrees + 1) / 2) * (digamma((degrees + 1) / 2) - digamma(degrees / 2));
  return shape + Math.log(degrees) / 2 + logBeta(degrees / 2, 0.5) + Math.log(scale);
}

/**
 * Gamma: k + log scale + log Gamma(k) + (1 - k) psi(k), where k is the shape.
 *
 * @example gammaEntropy({ shape: 1, scale: 1 }) // 1, the exponential distribution's
 */
export function gammaEntropy({ shape, scale = 1 }: { shape: number; scale?: number }): number {
  requirePositive('gammaEntropy', { shape, scale });
  return shape + Math.log(scale) + lgamma(shape) + (1 - shape) * digamma(shape);
}

/**
 * Beta: log B(a, b) - (a - 1) psi(a) - (b - 1) psi(b) + (a + b - 2) psi(a + b).
 *
 * @example betaEntropy({ alpha: 1, beta: 1 }) // 0, the uniform distribution's
 */
export function betaEntropy({ alpha, beta }: { alpha: number; beta: number }): number {
  requirePositive('betaEntropy', { alpha, beta });
  const separate = (alpha - 1) * digamma(alpha) + (beta - 1) * digamma(beta);
  return logBeta(alpha, beta) - separate + (alpha + beta - 2) * digamma(alpha + beta);
}

/**
 * Discrete: -sum p log p, with 0 log 0 = 0.
 *
 * @throws ValueError unless the probabilities sum to one
 * @example discreteEntropy([0.5, 0.5]) // 0.6931472, log 2
 */
export function discreteEntropy(probabilities: readonly number[]): number {
  requireProbabilities('discreteEntropy', probabilities);
  return entropyOf(probabilities);
}

/**
 * Mutual information of two discrete variables: H(X) + H(Y) - H(X, Y).
 *
 * @param table table[i][j] is the probability of x = i and y = j
 * @throws ValueError unless the probabilities sum to one and all rows are equally long
 * @example discreteMutualInformation([[0.5, 0], [0, 0.5]]) // 0.6931472, log 2
 */
export function discreteMutualInformation(table: readonly (readonly number[])[]): number {
  const width = table[0]?.length ?? 0;
  const odd = table.findIndex((row) => row.length !== width);
  if (odd >= 0) {
    throw new ValueError(
      `discreteMutualInformation: row ${odd} has ${table[odd].length} entries, row 0 has ${width}; all need one for each value of y`,
    );
  }
  requireProbabilities('discreteMutualInformation', table.flat());
  // The margins are not checked again: rounding may lift a sum of probabilities above 1.
  const rows = table.map((row) => row.reduce((sum, p) => sum + p, 0));
  const columns = (table[0] ?? []).map((_, j) => table.reduce((sum, row) => sum + row[j], 0));
  return entropyOf(rows) + entropyOf(columns) - entropyOf(table.flat());
}

function entropyOf(probabilities: readonly number[]): number {
  return probabilities.reduce((sum, p) => (p === 0 ? sum : sum - p * Math.log(p)), 0);
}

function logBeta(a: number, b: number): number {
  return lgamma(a) + lgamma(b) - lgamma(a + b);
}
