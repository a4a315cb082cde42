/**
 * The difference of entropies: I = H(Y) - H(Y | X), each from above by a fitted model's cross-entropy, hence E_P[log q(y | x) - log q(y)]. Source:
 * McAllester and Stratos 2020 (arXiv 1811.04251). Neither model bounds the other, so the value can err to either side; in return
 * nothing in it grows like e^I, and it has no ceiling at the logarithm of the sample size. It is as good as the models' family.
 */
import { mean, sub, type Tensor } from '@infograd/tensor';
import type { Bound } from './bound.ts';
import { meanOf } from './influence.ts';
import { trainedByLikelihood } from './likelihood.ts';

/**
 * The estimate.
 *
 * @param logConditional log q(y_i | x_i) of joint pairs, any shape
 * @param logMarginal log q(y_i) of the same rows
 * @returns a differentiable scalar, in nats
 * @example
 * differenceOfEntropies(tensor([-1, -1]), tensor([-2, -3])); // 1.5
 */
export function differenceOfEntropies(logConditional: Tensor, logMarginal: Tensor): Tensor {
  return sub(mean(logConditional), mean(logMarginal));
}

export const doeBound: Bound = {
  ...trainedByLikelihood,
  name: 'doe',
  description: 'difference of two fitted entropies: no ceiling, not a bound; needs a conditional critic',
  side: 'estimate',
  bound: (joint) => mean(joint),
  read({ joint }) {
    const value = meanOf(joint);
    return { value, influence: joint.map((score) => score - value), logPartition: 0, largestShare: 0 };
  },
};
