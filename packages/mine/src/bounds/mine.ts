/**
 * MINE: the Donsker-Varadhan bound with a corrected gradient. The gradient of log E_Q[e^T] is E_Q[e^T dT] / E_Q[e^T]; on a batch
 * numerator and denominator depend on the same few scores, which biases it. MINE divides by a moving average of E_Q[e^T] over past
 * batches instead. Source: Belghazi et al. 2018 (arXiv 1801.04062), section 3.2, equation 12. The average is kept as a logarithm
 * and starts at the first batch, so nothing overflows and the first steps are not scaled wrongly.
 */
import { exp, logmeanexp, mean, sub, type Tensor } from '@infograd/tensor';
import type { Bound } from './bound.ts';
import { donskerVaradhanBound } from './donsker-varadhan.ts';
import { logMovingAverage, requireRate } from './moving-average.ts';

/** One step of MINE. */
export interface MineStep {
  /** The Donsker-Varadhan value of this batch, in nats: what to report and plot. A differentiable scalar. */
  readonly bound: Tensor;
  /** What to minimize. Only its gradient has a meaning; its value is not minus the bound. A differentiable scalar. */
  readonly loss: Tensor;
  /** log of the moving average of E_Q[e^T], to pass to the next step; without derivative. */
  readonly logAverage: Tensor;
}

/**
 * The bound, the loss with the corrected gradient, and the average for the next step.
 *
 * loss = E_Q[e^T] / average - E_P[T], where average <- (1 - rate) average + rate E_Q[e^T] is a constant to derivatives.
 *
 * @param joint scores of joint pairs, any shape
 * @param marginal scores of marginal pairs, any shape
 * @param logAverage `logAverage` of the step before; left out at the first step, which then starts the average
 * @param options.rate the weight of the new batch in the average, above 0 and at most 1; 1 gives the biased gradient
 * @throws OptionError when the rate is out of range
 * @example
 * const first = mine(tensor([1, 3]), tensor([0, 0])); // bound 2, loss 1 - 2 = -1, logAverage 0
 * mine(tensor([1, 3]), tensor([0, 0]), first.logAverage);
 */
export function mine(joint: Tensor, marginal: Tensor, logAverage?: Tensor, options: { rate?: number } = {}): MineStep {
  const { rate = 0.01 } = options;
  requireRate(rate);
  const meanJoint = mean(joint);
  const logMean = logmeanexp(marginal);
  const next = logMovingAverage(logMean, logAverage, rate);
  return {
    bound: sub(meanJoint, logMean),
    loss: sub(exp(sub(logMean, next)), meanJoint),
    logAverage: next,
  };
}

/** MINE as a bound with the given rate of its moving average. */
export function mineBound(rate: number): Bound {
  return {
    ...donskerVaradhanBound,
    name: 'mine',
    description: 'Donsker-Varadhan lower bound, trained with the moving average that removes the bias of its gradient',
    loss(joint, marginal, state) {
      const { loss, logAverage } = mine(joint, marginal, state, { rate });
      return { loss, state: logAverage };
    },
  };
}
