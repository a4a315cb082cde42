/**
 * The bound of Nguyen, Wainwright and Jordan, called MINE-f in Belghazi et al. 2018 (arXiv 1801.04062, section 2.3):
 * I >= E_P[T] - E_Q[e^(T - 1)], tight only for T = 1 + log p/q. Source: Nguyen et al. 2010 (arXiv 0809.0853). A batch gives an
 * unbiased value and gradient, at a higher variance; for one T it is never above the Donsker-Varadhan bound.
 */
import { exp, logmeanexp, mean, neg, sub, type Tensor } from '@infograd/tensor';
import type { Bound } from './bound.ts';
import { readPartitionBound } from './partition.ts';

/**
 * The bound to maximize; its negative is a loss, and it can be added to another loss as a regularizer.
 *
 * @param joint scores of joint pairs, any shape
 * @param marginal scores of marginal pairs, any shape
 * @returns a differentiable scalar, in nats; it does change when a constant is added to all scores
 * @example
 * nwj(tensor([1, 3]), tensor([1, 1])); // 2 - e^0 = 1
 */
export function nwj(joint: Tensor, marginal: Tensor): Tensor {
  return sub(mean(joint), exp(sub(logmeanexp(marginal), 1)));
}

export const nwjBound: Bound = {
  name: 'nwj',
  description: 'lower bound of Nguyen, Wainwright and Jordan (MINE-f): unbiased, noisier than Donsker-Varadhan',
  measure: 'mutual-information',
  side: 'lower',
  trains: 'scores',
  bound: nwj,
  loss: (joint, marginal) => ({ loss: neg(nwj(joint, marginal)), state: undefined }),
  read: (scores) =>
    readPartitionBound(scores, (logMean) => ({ value: Math.exp(logMean - 1), slope: Math.exp(logMean - 1) })),
  scoreOf: (logRatio) => 1 + logRatio,
};
