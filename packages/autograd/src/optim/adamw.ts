import { type AdamOptions, adaptiveMoments } from './adam.ts';
import type { Optimizer } from './optimizer.ts';

export interface AdamwOptions extends Omit<AdamOptions, 'weightDecay'> {
  /** learningRate times weightDecay times the parameter is taken off it at each step; 0.01 when left out. */
  weightDecay?: number;
}

/**
 * Adam with decoupled weight decay: the decay does not pass through the moments (Loshchilov & Hutter, "Decoupled weight
 * decay regularization", 2019, algorithm 2).
 *
 * @returns an optimizer with the moments `mean` and `meanSquare`
 * @throws ValueError when an option is outside its range
 * @example
 * const optimizer = adamw({ learningRate: 0.1, weightDecay: 0.5 });
 * const params = { w: tensor([1]) };
 * optimizer.update(params, { w: tensor([7]) }, optimizer.init(params)).params; // { w: [0.85] }
 */
export function adamw({ weightDecay = 0.01, ...options }: AdamwOptions = {}): Optimizer {
  return adaptiveMoments('adamw', options, { coupled: 0, decoupled: weightDecay });
}
