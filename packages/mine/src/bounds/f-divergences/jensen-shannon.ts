/**
 * Twice the Jensen-Shannon divergence, KL(P || M) + KL(Q || M) with M = (P + Q) / 2, from 0 to log 4: f(u) = u log u - (u + 1) log((u + 1) / 2),
 * conjugate -log(2 - e^t) for t < log 2. This is the f-GAN's "Jensen-Shannon"; halve it for the usual one. All terms grow at
 * most linearly in v, so it is the steadiest of the family.
 */
import { neg, softplus, sub } from '@infograd/tensor';
import type { FDivergence } from './f-divergence.ts';

export const jensenShannon: FDivergence = {
  name: 'jensen-shannon',
  description: 'twice the Jensen-Shannon divergence, from 0 to log 4',
  unit: 'nats',
  generator: (u) => u * Math.log(u) - (u + 1) * Math.log((u + 1) / 2),
  threshold: 0,
  activation: (v) => sub(Math.LN2, softplus(neg(v))),
  conjugate: (v) => sub(softplus(v), Math.LN2),
  optimum: (logRatio) => logRatio,
  logRatio: (v) => v,
};
