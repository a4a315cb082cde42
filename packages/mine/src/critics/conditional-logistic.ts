/**
 * The logistic conditional critic: y given x follows a logistic distribution, with a location and a scale that a network makes from
 * x for each column. Its tails fall like e^-|z| instead of e^(-z^2 / 2), so far points move the fit, and the value, less. Source:
 * McAllester and Stratos 2020 (arXiv 1811.04251).
 */
import { add, exp, mul, neg, softplus, sub, type Tensor } from '@infograd/tensor';
import { type ConditionalCritic, conditionalCritic } from './conditional.ts';
import type { CriticOptions } from './critic.ts';

/** -(z + log s + 2 log(1 + e^-z)) with z = (y - m) / s. */
function logLogistic(y: Tensor, location: Tensor, logScale: Tensor): Tensor {
  const z = mul(sub(y, location), exp(neg(logScale)));
  return neg(add(add(z, logScale), mul(softplus(neg(z)), 2)));
}

/**
 * T(x, y) = log q(y | x) - log q(y) with logistic densities, which `logLikelihood` fits.
 *
 * @example
 * const critic = conditionalLogisticCritic({ dimX: 1, dimY: 2, hidden: [16], activation: 'softplus' });
 * critic.logLikelihood(critic.init(random(1)), ones([8, 1]), ones([8, 2])).shape; // [8]
 */
export function conditionalLogisticCritic(options: CriticOptions): ConditionalCritic {
  return conditionalCritic('conditional-logistic', logLogistic, options);
}
