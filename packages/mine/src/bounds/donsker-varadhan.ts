/**
 * The Donsker-Varadhan bound, I >= E_P[T] - log E_Q[e^T], tight for T = log p/q + any constant. Source: Donsker and Varadhan 1983;
 * Belghazi et al. 2018 (arXiv 1801.04062), equation 5. On a batch its value is biased upwards and so is its gradient, because
 * the logarithm of a mean is; its variance grows like e^I / m with m marginal pairs. `mine` has the corrected gradient.
 */
import { logmeanexp, mean, neg, sub, type Tensor } from '@infograd/tensor';
import type { Bound } from './bound.ts';
import { readPartitionBound } from './partition.ts';

/**
 * The bound to maximize; its negative is a loss, and it can be added to another loss as a regularizer.
 *
 * @param joint scores of joint pairs, any shape
 * @param marginal scores of marginal pairs, any shape
 * @returns a differentiable scalar, in nats; unchanged when a constant is added to all scores
 * @example
 * donskerVaradhan(tensor([1, 3]), tensor([0, 0])); // 2
 */
export function donskerVaradhan(joint: Tensor, marginal: Tensor): Tensor {
  return sub(mean(joint), logmeanexp(marginal));
}

export const donskerVaradhanBound: Bound = {
  name: 'donsker-varadhan',
  description: 'Donsker-Varadhan lower bound E_P[T] - log E_Q[e^T]: tight, noisy where information is high',
  measure: 'mutual-information',
  side: 'lower',
  trains: 'scores',
  bound: donskerVaradhan,
  loss: (joint, marginal) => ({ loss: neg(donskerVaradhan(joint, marginal)), state: undefined }),
  read: (scores) => readPartitionBound(scores, (logMean) => ({ value: logMean, slope: 1 })),
};
