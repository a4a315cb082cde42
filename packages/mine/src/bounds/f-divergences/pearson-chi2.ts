/**
 * Pearson's chi-squared, E_Q[(p/q - 1)^2]: f(u) = (u - 1)^2, conjugate t^2/4 + t. The optimal critic is the density ratio itself, 2 (p/q - 1),
 * not its logarithm, so its square under Q has a heavy tail wherever p far exceeds q: between a bivariate normal and the product of its
 * marginals its variance is infinite from a correlation of 1/3. Values are then mostly too low.
 */
import { add, mul, square, type Tensor } from '@infograd/tensor';
import type { FDivergence } from './f-divergence.ts';

export const pearsonChi2: FDivergence = {
  name: 'pearson-chi2',
  description: 'Pearson chi-squared divergence E_Q[(p/q - 1)^2]',
  unit: 'none',
  generator: (u) => (u - 1) ** 2,
  threshold: 0,
  activation: (v: Tensor) => v,
  conjugate: (v) => add(mul(square(v), 0.25), v),
  heavyTail: 'marginal',
  optimum: (logRatio) => 2 * Math.expm1(logRatio),
  logRatio: (v) => Math.log1p(v / 2),
};
