/**
 * L1Out, the leave-one-out upper bound: I <= E[log q(y_i | x_i) - log mean over j other than i of q(y_i | x_j)]. Source: Poole et al. 2019
 * (arXiv 1905.06922), section 2. The other rows' conditionals stand for the marginal of y. An upper bound if q(y | x) is the
 * true conditional; the fewer the other rows, the further above, because the logarithm of a mean is below that of its expectation.
 */
import { logmeanexp, mean, sub, type Tensor } from '@infograd/tensor';
import type { Bound, HeldOutScores, Reading } from './bound.ts';
import { influenceOfRows, meanOf, seenFromY } from './influence.ts';
import { trainedByLikelihood } from './likelihood.ts';
import { logSumOfNegatives, negativesOfRows } from './rows.ts';

/**
 * The upper bound, to be minimized over x or y; not over q, which maximum likelihood fits. Unlike with other bounds the scores of a
 * row share their y.
 *
 * @param joint log q(y_i | x_i) of joint pairs [n]
 * @param marginal log q(y_i | x_j) of marginal pairs [n, k]: row i holds the y of joint pair i beside k other rows' x
 * @returns a differentiable scalar, in nats; unchanged when a constant, or a function of y, is added to both
 * @throws ShapeError when the scores do not belong together row by row
 * @example
 * l1out(tensor([0, 0]), tensor([[-2, -2], [-2, -2]])); // 2
 */
export function l1out(joint: Tensor, marginal: Tensor): Tensor {
  const others = negativesOfRows('l1out', joint, marginal);
  return mean(sub(joint, logmeanexp(others, { axis: 1 })));
}

function readL1out(scores: HeldOutScores): Reading {
  const { joint, marginal, shifts } = seenFromY(scores);
  const n = joint.length;
  const logTotal = logSumOfNegatives({ joint, marginal, shifts });
  const own = joint.map((score, i) => score - logTotal[i] + Math.log(shifts.length));
  const ofPair = marginal.map((score, pair) => -Math.exp(score - logTotal[pair % n]));
  return {
    value: meanOf(own),
    influence: influenceOfRows(own, ofPair, shifts),
    logPartition: 0,
    largestShare: 0,
  };
}

export const l1outBound: Bound = {
  ...trainedByLikelihood,
  name: 'l1out',
  description: 'leave-one-out upper bound of a fitted q(y | x); needs a conditional critic',
  side: 'upper',
  bound: l1out,
  read: readL1out,
};
