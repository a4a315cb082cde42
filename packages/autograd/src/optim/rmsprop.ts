/**
 * RMSProp: the gradient divided by the root of its own running mean square (Hinton, "Neural networks for machine
 * learning", lecture 6e, 2012). As in PyTorch, epsilon is added after the root, and momentum sums the divided gradients.
 */
import { add, div, mul, sqrt, square, sub } from '@infograd/tensor';
import { requireAbove, requireFraction, requireFrom } from '../options.ts';
import { type Optimizer, perParameter } from './optimizer.ts';
import { type Schedule, toSchedule } from './schedules.ts';
import { decayed } from './weight-decay.ts';

export interface RmspropOptions {
  /** A rate, or a schedule of rates; 0.01 when left out. */
  learningRate?: number | Schedule;
  /** Decay rate of the mean square; 0.99 when left out. */
  alpha?: number;
  /** Keeps the divisor from zero; 1e-8 when left out. */
  epsilon?: number;
  /** From 0, the default, to below 1. */
  momentum?: number;
  /** weightDecay times the parameter is added to its gradient; 0 when left out. */
  weightDecay?: number;
}

/**
 * @returns an optimizer with the moment `meanSquare`, and `velocity` if there is momentum
 * @throws ValueError when an option is outside its range
 * @example
 * const optimizer = rmsprop({ learningRate: 0.1, alpha: 0.75 });
 * const params = { w: tensor([1]) };
 * optimizer.update(params, { w: tensor([4]) }, optimizer.init(params)).params; // { w: [0.8] }
 */
export function rmsprop({
  learningRate = 0.01,
  alpha = 0.99,
  epsilon = 1e-8,
  momentum = 0,
  weightDecay = 0,
}: RmspropOptions = {}): Optimizer {
  const rateAt = toSchedule('rmsprop', learningRate);
  requireFraction('rmsprop', 'alpha', alpha);
  requireAbove('rmsprop', 'epsilon', epsilon, 0);
  requireFraction('rmsprop', 'momentum', momentum);
  requireFrom('rmsprop', 'weightDecay', weightDecay, 0);

  return perParameter('rmsprop', momentum > 0 ? ['meanSquare', 'velocity'] : ['meanSquare'], (step) => {
    const rate = rateAt(step);
    return (parameter, gradient, moments) => {
      const slope = decayed(gradient, parameter, weightDecay);
      const meanSquare = add(mul(moments[0], alpha), mul(square(slope), 1 - alpha));
      const divided = div(slope, add(sqrt(meanSquare), epsilon));
      if (momentum === 0) return [sub(parameter, mul(divided, rate)), meanSquare];
      const velocity = add(mul(moments[1], momentum), divided);
      return [sub(parameter, mul(velocity, rate)), meanSquare, velocity];
    };
  });
}
