/**
 * The bound of Nguyen, Wainwright and Jordan read off a critic that the Jensen-Shannon objective has trained: that critic tends to
 * log p/q, and NWJ is tight for 1 + log p/q, so I >= 1 + E_P[T] - E_Q[e^T]. Source: Poole et al. 2019 (arXiv 1905.06922), section 2.
 * Training is steadier than NWJ's own; the value is unbiased for its T, a lower bound, and as noisy as NWJ.
 */
import { add, type Tensor } from '@infograd/tensor';
import type { Bound } from './bound.ts';
import { heldOutJsObjective, trainedByJs } from './js.ts';
import { nwj } from './nwj.ts';
import { readPartitionBound } from './partition.ts';

/**
 * The bound; it can be maximized too, but the estimator of this name minimizes minus `jsObjective` instead.
 *
 * @param joint scores of joint pairs, any shape
 * @param marginal scores of marginal pairs, any shape
 * @returns a differentiable scalar, in nats; it does change when a constant is added to all scores
 * @example
 * nwjJs(tensor([1, 3]), tensor([0, 0])); // 1 + 2 - e^0 = 2
 */
export function nwjJs(joint: Tensor, marginal: Tensor): Tensor {
  return nwj(add(joint, 1), add(marginal, 1));
}

export const nwjJsBound: Bound = {
  ...trainedByJs,
  name: 'nwj-js',
  description: 'NWJ lower bound read off a critic trained by the Jensen-Shannon objective',
  side: 'lower',
  bound: nwjJs,
  read: (scores) => ({
    ...readPartitionBound(scores, (logMean) => ({ value: Math.exp(logMean) - 1, slope: Math.exp(logMean) })),
    objective: heldOutJsObjective(scores),
  }),
};
