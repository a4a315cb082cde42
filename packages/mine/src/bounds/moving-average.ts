/**
 * The moving average of E_Q[e^T] over batches, kept as a logarithm. It starts at the first batch, so that early steps
 * are not scaled wrongly, and no derivative passes through it.
 */
import { stopGradient } from '@infograd/autograd';
import { add, logsumexp, stack, type Tensor } from '@infograd/tensor';
import { OptionError } from '../errors.ts';

/**
 * log((1 - rate) e^before + rate e^now).
 *
 * @param now the new batch's logarithm, a scalar
 * @param before the average so far; the first batch has none, and starts it
 */
export function logMovingAverage(now: Tensor, before: Tensor | undefined, rate: number): Tensor {
  const fresh = stopGradient(now);
  if (before === undefined || rate === 1) return fresh;
  return logsumexp(stack([add(stopGradient(before), Math.log1p(-rate)), add(fresh, Math.log(rate))]));
}

/** @throws OptionError unless the rate is above 0 and at most 1 */
export function requireRate(rate: number): void {
  if (rate > 0 && rate <= 1) return;
  throw new OptionError(`rate ${rate} is not a weight; use a number above 0 and at most 1, such as 0.01`, 'rate');
}
