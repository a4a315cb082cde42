/**
 * SMILE: the Donsker-Varadhan value with scores clipped to [-tau, tau] in the partition term, E_P[T] - log E_Q[clip(e^T, e^-tau, e^tau)], of a
 * critic trained by the Jensen-Shannon objective. Source: Song and Ermon 2020 (arXiv 1910.06222). Clipping bounds
 * the variance of the partition, which otherwise grows like e^I, and costs the guarantee: the value can lie above the truth. An infinite
 * tau gives Donsker-Varadhan.
 */
import { clip, logmeanexp, mean, sub, type Tensor } from '@infograd/tensor';
import { OptionError } from '../errors.ts';
import type { Bound } from './bound.ts';
import { heldOutJsObjective, trainedByJs } from './js.ts';
import { readPartitionBound } from './partition.ts';

/**
 * The estimate. Maximizing it does not train a critic, because clipped scores have no derivative; the estimator of this name
 * minimizes minus `jsObjective` instead.
 *
 * @param joint scores of joint pairs, any shape
 * @param marginal scores of marginal pairs, any shape
 * @param options.tau above 0; 5 when left out, Infinity for no clipping
 * @returns a differentiable scalar, in nats
 * @throws OptionError when tau is not above 0
 * @example
 * smile(tensor([2, 4]), tensor([-9, -9]), { tau: 1 }); // 3 - (-1) = 4
 */
export function smile(joint: Tensor, marginal: Tensor, options: { tau?: number } = {}): Tensor {
  const { tau = 5 } = options;
  requireTau(tau);
  const clipped = tau === Number.POSITIVE_INFINITY ? marginal : clip(marginal, { min: -tau, max: tau });
  return sub(mean(joint), logmeanexp(clipped));
}

function requireTau(tau: number): void {
  if (tau > 0) return;
  throw new OptionError(`tau is ${tau}; use a number of nats above 0, such as 5, or Infinity for no clipping`, 'tau');
}

/** SMILE with the given tau. */
export function smileBound(tau: number): Bound {
  requireTau(tau);
  return {
    ...trainedByJs,
    name: 'smile',
    description:
      'Donsker-Varadhan value with clipped scores in the partition, critic trained by the Jensen-Shannon objective; not a bound',
    side: 'estimate',
    bound: (joint, marginal) => smile(joint, marginal, { tau }),
    read(scores) {
      const clipped = scores.marginal.map((score) => Math.min(Math.max(score, -tau), tau));
      return {
        ...readPartitionBound({ ...scores, marginal: clipped }, (logMean) => ({ value: logMean, slope: 1 })),
        objective: heldOutJsObjective(scores),
      };
    },
    // The partition of clipped scores is no estimate of E_Q[e^T] where there is much information; what training tends to needs none.
    logRatio: (score) => score,
  };
}
