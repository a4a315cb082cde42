/**
 * The Gaussian conditional critic: y given x is normal, with a mean and a variance that a network makes from x for each column.
 * It is exact where y is x transformed plus normal noise, and poor for heavy tails, which the logistic one bears better.
 */
import { add, exp, mul, neg, square, sub, type Tensor } from '@infograd/tensor';
import { type ConditionalCritic, conditionalCritic } from './conditional.ts';
import type { CriticOptions } from './critic.ts';

/** log sqrt(2 pi). */
const logNorm = Math.log(2 * Math.PI) / 2;

/** -(z^2 / 2 + log s + log sqrt(2 pi)) with z = (y - m) / s. */
function logNormal(y: Tensor, location: Tensor, logScale: Tensor): Tensor {
  const z = mul(sub(y, location), exp(neg(logScale)));
  return neg(add(add(mul(square(z), 0.5), logScale), logNorm));
}

/**
 * T(x, y) = log q(y | x) - log q(y) with normal densities, which `logLikelihood` fits.
 *
 * @example
 * const critic = conditionalGaussianCritic({ dimX: 1, dimY: 2, hidden: [16], activation: 'softplus' });
 * critic.logLikelihood(critic.init(random(1)), ones([8, 1]), ones([8, 2])).shape; // [8]
 */
export function conditionalGaussianCritic(options: CriticOptions): ConditionalCritic {
  return conditionalCritic('conditional-gaussian', logNormal, options);
}
