/**
 * The value of the original GAN's game, E_P[log D] + E_Q[log(1 - D)] with D = sigmoid(v): f(u) = u log u - (u + 1) log(u + 1), conjugate -log(1 - e^t) for
 * t < 0. It is twice the Jensen-Shannon divergence less log 4, so equal distributions give -log 4, not 0. Source: Goodfellow et al. 2014 (arXiv
 * 1406.2661).
 */
import { neg, softplus } from '@infograd/tensor';
import type { FDivergence } from './f-divergence.ts';

export const gan: FDivergence = {
  name: 'gan',
  description: 'value of the GAN game: twice the Jensen-Shannon divergence less log 4, from -log 4 to 0',
  unit: 'nats',
  generator: (u) => u * Math.log(u) - (u + 1) * Math.log(u + 1),
  threshold: -Math.LN2,
  activation: (v) => neg(softplus(neg(v))),
  conjugate: (v) => softplus(v),
  optimum: (logRatio) => logRatio,
  logRatio: (v) => v,
};
