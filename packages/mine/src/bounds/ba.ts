/**
 * The Barber-Agakov bound: I >= E_P[log q(y | x)] + H(Y) for any model q(y | x), tight when it is the true conditional. Source: Barber and
 * Agakov 2003; Poole et al. 2019 (arXiv 1905.06922), section 2.1. It needs the entropy of y, which is seldom known. Where it is not, the
 * estimator 'ba' takes q(y | x) = p(y) e^T / Z with T = log q(y | x) - log q(y) of the two fitted models: the unnormalized bound of their section 2.2,
 * I >= E_P[T] - log E_Q[e^T], which corrects both models by one constant and needs no entropy.
 */
import { add, mean, type Tensor, type TensorLike } from '@infograd/tensor';
import type { Bound } from './bound.ts';
import { donskerVaradhanBound } from './donsker-varadhan.ts';
import { trainedByLikelihood } from './likelihood.ts';

/**
 * The lower bound where the entropy of y is known, to be maximized over q and over x.
 *
 * @param logLikelihood log q(y_i | x_i) of joint pairs, any shape
 * @param entropy H(Y) in nats: differential for a density, on the scale of the y that q describes
 * @returns a differentiable scalar, in nats
 * @example
 * barberAgakov(tensor([-1, -1]), 1.5); // 0.5
 */
export function barberAgakov(logLikelihood: Tensor, entropy: TensorLike): Tensor {
  return add(mean(logLikelihood), entropy);
}

export const baBound: Bound = {
  ...donskerVaradhanBound,
  ...trainedByLikelihood,
  name: 'ba',
  description: 'Barber-Agakov lower bound of a fitted q(y | x), normalized on the data; needs a conditional critic',
};
