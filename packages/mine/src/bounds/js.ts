/**
 * The Jensen-Shannon objective of Deep InfoMax: -E_P[softplus(-T)] - E_Q[softplus(T)], the log likelihood of telling joint pairs from
 * marginal ones. It is highest at T = log p/q, without a free constant, where it is 2 JSD - log 4 (at most 0). Source: Nowozin et
 * al. 2016 (arXiv 1606.00709), Hjelm et al. 2019 (arXiv 1808.06670), equation 4. No exponential of a score occurs, so training is
 * steady. Its value is no mutual information: the estimator 'js' reports the plug-in E_P[T] of the critic that it trains, an estimate that
 * can err to either side, with little variance and no ceiling.
 */
import { mean, neg, softplus, sub, type Tensor } from '@infograd/tensor';
import type { Bound, HeldOutScores } from './bound.ts';
import { meanOf } from './influence.ts';

/**
 * The objective to maximize; its negative is a loss, and it can be added to another loss as a regularizer. With log 4 added it is a
 * lower bound on twice the Jensen-Shannon divergence between joint and product of marginals, which grows with mutual information.
 *
 * @param joint scores of joint pairs, any shape
 * @param marginal scores of marginal pairs, any shape
 * @returns a differentiable scalar, in nats, at most 0; it does change when a constant is added to all scores
 * @example
 * jsObjective(tensor([0]), tensor([0])); // -log 4, nothing is told apart
 */
export function jsObjective(joint: Tensor, marginal: Tensor): Tensor {
  return sub(neg(mean(softplus(neg(joint)))), mean(softplus(marginal)));
}

/** The objective on held-out scores. */
export function heldOutJsObjective({ joint, marginal }: HeldOutScores): number {
  return -meanOf(joint.map((score) => softplusOf(-score))) - meanOf(marginal.map(softplusOf));
}

function softplusOf(value: number): number {
  return Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
}

/** What the estimators that train by this objective share. */
export const trainedByJs = {
  measure: 'mutual-information',
  trains: 'scores',
  loss: (joint: Tensor, marginal: Tensor) => ({ loss: neg(jsObjective(joint, marginal)), state: undefined }),
} satisfies Partial<Bound>;

export const jsBound: Bound = {
  ...trainedByJs,
  name: 'js',
  description: 'plug-in estimate E_P[log p/q] of a critic trained by the Jensen-Shannon objective: steady, not a bound',
  side: 'estimate',
  bound: (joint) => mean(joint),
  read(scores) {
    const value = meanOf(scores.joint);
    return {
      value,
      influence: scores.joint.map((score) => score - value),
      logPartition: 0,
      largestShare: 0,
      objective: heldOutJsObjective(scores),
    };
  },
};
