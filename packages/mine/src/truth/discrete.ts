/**
 * Discrete distributions in nats: joint, conditional and cross entropy and the Kullback-Leibler divergence. Source: Cover
 * and Thomas, Elements of Information Theory, chapter 2. The entropy of one variable and the mutual information of two are
 * in entropy.ts.
 */
import { discreteEntropy } from './entropy.ts';
import { requireProbabilities, requireProbabilityPair } from './requirements.ts';

/** table[i][j] is the probability of x = i and y = j. */
export type ProbabilityTable = readonly (readonly number[])[];

/**
 * H(X, Y) = -sum p(x, y) log p(x, y).
 *
 * @throws ValueError unless the probabilities sum to one
 * @example discreteJointEntropy([[0.25, 0.25], [0.25, 0.25]]) // 1.3862944, log 4
 */
export function discreteJointEntropy(table: ProbabilityTable): number {
  return discreteEntropy(table.flat());
}

/**
 * H(Y | X) = H(X, Y) - H(X), the mean entropy of the table's rows.
 *
 * @throws ValueError unless the probabilities sum to one
 * @example discreteConditionalEntropy([[0.5, 0], [0.25, 0.25]]) // 0.3465736, log(2) / 2
 */
export function discreteConditionalEntropy(table: ProbabilityTable): number {
  requireProbabilities('discreteConditionalEntropy', table.flat());
  return table.reduce((sum, row) => {
    const total = row.reduce((mass, p) => mass + p, 0);
    return sum - row.reduce((rowSum, p) => (p === 0 ? rowSum : rowSum + p * Math.log(p / total)), 0);
  }, 0);
}

/**
 * H(P, Q) = -sum p log q: the mean code length of P's values in Q's code. Infinity where p > 0 = q.
 *
 * @throws ValueError unless both sum to one and have as many values
 * @example discreteCrossEntropy([1, 0], [0.5, 0.5]) // 0.6931472, log 2
 */
export function discreteCrossEntropy(p: readonly number[], q: readonly number[]): number {
  requireProbabilityPair('discreteCrossEntropy', p, q);
  return p.reduce((sum, value, i) => (value === 0 ? sum : sum - value * Math.log(q[i])), 0);
}

/**
 * KL(P || Q) = sum p log(p / q). Infinity where p > 0 = q.
 *
 * @throws ValueError unless both sum to one and have as many values
 * @example discreteDivergence([0.5, 0.3, 0.2], [0.2, 0.3, 0.5]) // 0.2748872
 */
export function discreteDivergence(p: readonly number[], q: readonly number[]): number {
  requireProbabilityPair('discreteDivergence', p, q);
  return p.reduce((sum, value, i) => (value === 0 ? sum : sum + value * Math.log(value / q[i])), 0);
}
