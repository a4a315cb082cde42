/**
 * Kullback-Leibler, KL(P || Q) = E_P[log p/q]: f(u) = u log u. Between joint and product of the marginals this is mutual information, and the
 * bound is that of Nguyen, Wainwright and Jordan. Its conjugate is exponential: many nats make it noisy.
 */
import { exp, sub, type Tensor } from '@infograd/tensor';
import type { FDivergence } from './f-divergence.ts';

export const kl: FDivergence = {
  name: 'kl',
  description: 'Kullback-Leibler divergence KL(P || Q)',
  unit: 'nats',
  generator: (u) => u * Math.log(u),
  threshold: 1,
  activation: (v: Tensor) => v,
  conjugate: (v) => exp(sub(v, 1)),
  heavyTail: 'marginal',
  optimum: (logRatio) => 1 + logRatio,
  logRatio: (v) => v - 1,
};
