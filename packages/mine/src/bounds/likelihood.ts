/**
 * What the bounds share that read a model q(y | x) instead of a free critic: the model fits itself by maximum likelihood, and
 * its scores are T(x, y) = log q(y | x) - log q(y). The second term, a model of y alone, cancels in CLUB and in L1Out.
 */
import { mean, neg, type Tensor } from '@infograd/tensor';
import type { Bound } from './bound.ts';

export const trainedByLikelihood = {
  measure: 'mutual-information',
  trains: 'likelihood',
  /** Minus the mean log likelihood: the cross-entropy, in nats. */
  loss: (logLikelihood: Tensor) => ({ loss: neg(mean(logLikelihood)), state: undefined }),
} satisfies Partial<Bound>;
