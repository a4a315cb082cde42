/**
 * Squared Hellinger distance, E_Q[(sqrt(p/q) - 1)^2], from 0 to 2: f(u) = (sqrt u - 1)^2, conjugate t / (1 - t) for t < 1. Tables that give
 * 1 / (1 - t) are off by one: the value is then too low by exactly 1, with equal gradients.
 */
import { exp, expm1, neg, sub } from '@infograd/tensor';
import type { FDivergence } from './f-divergence.ts';

export const squaredHellinger: FDivergence = {
  name: 'squared-hellinger',
  description: 'squared Hellinger distance E_Q[(sqrt(p/q) - 1)^2], from 0 to 2',
  unit: 'none',
  generator: (u) => (Math.sqrt(u) - 1) ** 2,
  threshold: 0,
  activation: (v) => sub(1, exp(neg(v))),
  conjugate: (v) => expm1(v),
  optimum: (logRatio) => logRatio / 2,
  logRatio: (v) => 2 * v,
};
