/**
 * Stochastic gradient descent, with momentum if asked for. Momentum is a running sum of gradients, as in PyTorch:
 * v = momentum v + g, and the step is learningRate v, or learningRate (g + momentum v) for Nesterov's variant
 * (Sutskever et al., "On the importance of initialization and momentum in deep learning", 2013).
 */
import { add, mul, sub, ValueError } from '@infograd/tensor';
import { requireFraction, requireFrom } from '../options.ts';
import { type Optimizer, perParameter } from './optimizer.ts';
import { type Schedule, toSchedule } from './schedules.ts';
import { decayed } from './weight-decay.ts';

export interface SgdOptions {
  /** A rate, or a schedule of rates. */
  learningRate: number | Schedule;
  /** From 0, the default, to below 1. */
  momentum?: number;
  /** Nesterov's variant; needs momentum. */
  nesterov?: boolean;
  /** weightDecay times the parameter is added to its gradient; 0 when left out. */
  weightDecay?: number;
}

/**
 * @returns an optimizer with the moment `velocity`, or none without momentum
 * @throws ValueError when an option is outside its range
 * @example
 * const optimizer = sgd({ learningRate: 0.1 });
 * const params = { w: tensor([1, 2]) };
 * optimizer.update(params, { w: tensor([1, 1]) }, optimizer.init(params)).params; // { w: [0.9, 1.9] }
 */
export function sgd({ learningRate, momentum = 0, nesterov = false, weightDecay = 0 }: SgdOptions): Optimizer {
  const rateAt = toSchedule('sgd', learningRate);
  requireFraction('sgd', 'momentum', momentum);
  requireFrom('sgd', 'weightDecay', weightDecay, 0);
  if (nesterov && momentum === 0) throw new ValueError('sgd: nesterov needs a momentum above 0, such as 0.9');

  return perParameter('sgd', momentum > 0 ? ['velocity'] : [], (step) => {
    const rate = rateAt(step);
    return (parameter, gradient, moments) => {
      const slope = decayed(gradient, parameter, weightDecay);
      if (momentum === 0) return [sub(parameter, mul(slope, rate))];
      const velocity = add(mul(moments[0], momentum), slope);
      const direction = nesterov ? add(slope, mul(velocity, momentum)) : velocity;
      return [sub(parameter, mul(direction, rate)), velocity];
    };
  });
}
