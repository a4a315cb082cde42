/**
 * Adam (Kingma & Ba, "Adam: a method for stochastic optimization", 2015, algorithm 1): steps along the running mean of
 * the gradient, divided by the root of the running mean of its square. Both means start at zero, and the bias that this
 * gives them is corrected. The arithmetic is one fused op; its definition in simpler ops stands here beside it.
 */
import { type AdamAttrs, adamSteps, add, div, mul, sqrt, square, sub, type Tensor } from '@infograd/tensor';
import { requireAbove, requireFraction, requireFrom } from '../options.ts';
import { allParameters, type Optimizer } from './optimizer.ts';
import { type Schedule, toSchedule } from './schedules.ts';
import { decayed } from './weight-decay.ts';

export interface AdamOptions {
  /** A rate, or a schedule of rates; 0.001 when left out. */
  learningRate?: number | Schedule;
  /** Decay rate of the gradient's mean; 0.9 when left out. */
  beta1?: number;
  /** Decay rate of the squared gradient's mean; 0.999 when left out. */
  beta2?: number;
  /** Added to the root of the mean square; 1e-8 when left out. */
  epsilon?: number;
  /** weightDecay times the parameter is added to its gradient; 0 when left out. See `adamw` for the other kind. */
  weightDecay?: number;
}

/**
 * @returns an optimizer with the moments `mean` and `meanSquare`
 * @throws ValueError when an option is outside its range
 * @example
 * const optimizer = adam({ learningRate: 0.1 });
 * const params = { w: tensor([1]) };
 * optimizer.update(params, { w: tensor([7]) }, optimizer.init(params)).params; // { w: [0.9] }
 */
export function adam(options: AdamOptions = {}): Optimizer {
  return adaptiveMoments('adam', options, { coupled: options.weightDecay ?? 0, decoupled: 0 });
}

/** Adam with both kinds of weight decay: in the gradient, as `adam` has it, and beside it, as `adamw` has it. */
export function adaptiveMoments(
  name: string,
  { learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions,
  weightDecay: { coupled: number; decoupled: number },
): Optimizer {
  const rateAt = toSchedule(name, learningRate);
  requireFraction(name, 'beta1', beta1);
  requireFraction(name, 'beta2', beta2);
  requireAbove(name, 'epsilon', epsilon, 0);
  requireFrom(name, 'weightDecay', weightDecay.coupled, 0);
  requireFrom(name, 'weightDecay', weightDecay.decoupled, 0);

  return allParameters(name, ['mean', 'meanSquare'], (step) => {
    const attrs: AdamAttrs = {
      learningRate: rateAt(step),
      beta1,
      beta2,
      epsilon,
      correction1: 1 - beta1 ** (step + 1),
      correction2: 1 - beta2 ** (step + 1),
      weightDecay: weightDecay.decoupled,
    };
    return (all) => {
      const inputs = all.map(
        ([parameter, gradient, mean, meanSquare]) =>
          [parameter, decayed(gradient, parameter, weightDecay.coupled), mean, meanSquare] as const,
      );
      return adamSteps(inputs, attrs);
    };
  });
}

/** What `adamStep` means, in simpler ops: the tests hold the fused kernels to it. */
export function adamStepDefinition(
  parameter: Tensor,
  gradient: Tensor,
  moment1: Tensor,
  moment2: Tensor,
  { learningRate, beta1, beta2, epsilon, correction1, correction2, weightDecay }: AdamAttrs,
): [parameter: Tensor, moment1: Tensor, moment2: Tensor] {
  const mean = add(mul(moment1, beta1), mul(gradient, 1 - beta1));
  const meanSquare = add(mul(moment2, beta2), mul(square(gradient), 1 - beta2));
  const direction = div(div(mean, correction1), add(sqrt(div(meanSquare, correction2)), epsilon));
  const step = mul(add(direction, mul(parameter, weightDecay)), learningRate);
  return [sub(parameter, step), mean, meanSquare];
}
