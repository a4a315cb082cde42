/**
 * CLUB, the contrastive log-ratio upper bound: I <= E_P[log q(y | x)] - E_Q[log q(y | x)]. Source: Cheng et al. 2020 (arXiv 2006.12013), section
 * 3. An upper bound if q(y | x) is the true conditional, or near enough; with a poor q it can fall below
 * the truth and even below zero. A batch gives an unbiased value with little variance. Minimizing it reduces dependence, which is
 * what it is made for; q is to be refitted meanwhile.
 */
import { mean, sub, type Tensor } from '@infograd/tensor';
import type { Bound } from './bound.ts';
import { readMeans } from './influence.ts';
import { trainedByLikelihood } from './likelihood.ts';

/**
 * The upper bound, to be minimized over x or y; not over q, which maximum likelihood fits.
 *
 * @param joint log q(y_i | x_i) of joint pairs, any shape
 * @param marginal log q(y_j | x_i) of marginal pairs, any shape
 * @returns a differentiable scalar, in nats; unchanged when a constant, or a function of y, is added to both
 * @example
 * club(tensor([-1, -1]), tensor([-3, -2])); // -1 - (-2.5) = 1.5
 */
export function club(joint: Tensor, marginal: Tensor): Tensor {
  return sub(mean(joint), mean(marginal));
}

export const clubBound: Bound = {
  ...trainedByLikelihood,
  name: 'club',
  description: 'contrastive log-ratio upper bound of a fitted q(y | x); needs a conditional critic',
  side: 'upper',
  bound: club,
  read: ({ joint, marginal, shifts }) => ({
    ...readMeans(joint, marginal, shifts),
    logPartition: 0,
    largestShare: 0,
  }),
};
