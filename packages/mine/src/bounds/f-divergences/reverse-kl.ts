/**
 * Reverse Kullback-Leibler, KL(Q || P) = -E_Q[log p/q]: f(u) = -log u, conjugate -1 - log(-t) for t < 0. The term e^-v under P has a heavy tail
 * wherever p is far below q: at the optimum it is q/p, whose variance between a bivariate normal and the product of its marginals is infinite
 * from a correlation of 1/2. Single draws can then decide the value, which comes out too low, or not finite.
 */
import { exp, neg, sub } from '@infograd/tensor';
import type { FDivergence } from './f-divergence.ts';

export const reverseKl: FDivergence = {
  name: 'reverse-kl',
  description: 'reverse Kullback-Leibler divergence KL(Q || P)',
  unit: 'nats',
  generator: (u) => -Math.log(u),
  threshold: -1,
  activation: (v) => neg(exp(neg(v))),
  conjugate: (v) => sub(v, 1),
  heavyTail: 'joint',
  optimum: (logRatio) => logRatio,
  logRatio: (v) => v,
};
