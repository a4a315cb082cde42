/**
 * InfoNCE: how well the critic picks a row's own y among k others. I >= E[log(e^T_ii / mean of e^T over the k + 1 candidates)]. Source:
 * van den Oord et al. 2018 (arXiv 1807.03748), section 2.3; as a bound with its constant, Poole et al. 2019 (arXiv 1905.06922),
 * section 2.3. It is the bound with the least variance, and pays with bias: no critic brings it above log(k + 1).
 */
import { add, concat, expandDims, logsumexp, mean, neg, sub, type Tensor } from '@infograd/tensor';
import { OptionError } from '../errors.ts';
import type { Bound, HeldOutScores, Reading } from './bound.ts';
import { influenceOfRows, meanOf } from './influence.ts';
import { logAddExp } from './partition.ts';
import { logSumOfNegatives, negativesOfRows } from './rows.ts';

/**
 * The bound to maximize; its negative is a loss, and it can be added to another loss as a regularizer.
 *
 * @param joint scores of joint pairs [n]
 * @param marginal scores of marginal pairs [n, k], row i of them with the x of joint pair i; [n] for one negative each
 * @param options.form 'cpc' when left out: the bound on mutual information. 'dim': without its log(k + 1), as in Deep InfoMax (Hjelm
 *   et al. 2019, arXiv 1808.06670, equation 5): minus the cross-entropy of the choice, the same gradient, never above 0, no bound
 * @returns a differentiable scalar, in nats, at most log(k + 1); a constant added to all scores of a row changes nothing
 * @throws ShapeError when the scores do not belong together row by row; OptionError for another form
 * @example
 * infoNce(tensor([0, 0]), tensor([[0], [0]])); // 0: nothing is known
 */
export function infoNce(joint: Tensor, marginal: Tensor, options: { form?: 'cpc' | 'dim' } = {}): Tensor {
  const { form = 'cpc' } = options;
  if (form !== 'cpc' && form !== 'dim') {
    throw new OptionError(`unknown form ${JSON.stringify(form)}; use 'cpc' or 'dim'`, 'form');
  }
  const negatives = negativesOfRows('infoNce', joint, marginal);
  const candidates = concat([expandDims(joint, 1), negatives], 1);
  const logProbability = mean(sub(joint, logsumexp(candidates, { axis: 1 })));
  return form === 'dim' ? logProbability : add(logProbability, infoNceCeiling(negatives.shape[1]));
}

/** log(k + 1), which no value of InfoNCE with k negatives exceeds, in nats. */
export function infoNceCeiling(negatives: number): number {
  return Math.log1p(negatives);
}

function readInfoNce(scores: HeldOutScores): Reading {
  const { joint, marginal, shifts } = scores;
  const negatives = logSumOfNegatives(scores);
  const logTotal = joint.map((score, i) => logAddExp(score, negatives[i]));
  const own = joint.map((score, i) => score - logTotal[i] + infoNceCeiling(shifts.length));
  const value = meanOf(own);
  let influence: Float64Array | undefined;
  // The scores' constant may differ from row to row; what is subtracted is its mean, so that pointwise values average to the estimate.
  return {
    value,
    get influence() {
      influence ??= influenceOfRows(own, lossOfPairs(marginal, logTotal), shifts);
      return influence;
    },
    logPartition: meanOf(joint) - value,
    largestShare: 0,
  };
}

/** What every marginal pair takes from n times the value: the probability that the critic gives it, of its row's candidates. */
function lossOfPairs(marginal: Float64Array, logTotal: Float64Array): Float64Array {
  const n = logTotal.length;
  const loss = new Float64Array(marginal.length);
  for (let block = 0; block < marginal.length; block += n) {
    for (let i = 0; i < n; i++) loss[block + i] = -Math.exp(marginal[block + i] - logTotal[i]);
  }
  return loss;
}

export const infoNceBound: Bound = {
  name: 'info-nce',
  description: 'InfoNCE lower bound: the least noise, and never above log(negatives + 1)',
  measure: 'mutual-information',
  side: 'lower',
  trains: 'scores',
  ceiling: infoNceCeiling,
  bound: (joint, marginal) => infoNce(joint, marginal),
  loss: (joint, marginal) => ({ loss: neg(infoNce(joint, marginal)), state: undefined }),
  read: readInfoNce,
};
