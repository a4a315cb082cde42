/**
 * The joint critic: one multilayer perceptron that sees x and y side by side. It can represent any log density ratio,
 * and costs one pass per pair.
 */
import { type MlpParams, mlp } from '@infograd/autograd';
import { concat, squeeze } from '@infograd/tensor';
import type { Critic, CriticOptions } from './critic.ts';

/**
 * T(x, y) = mlp([x, y]).
 *
 * @example
 * const critic = jointCritic({ dimX: 1, dimY: 2, hidden: [16], activation: 'softplus' });
 * critic.pairs(critic.init(random(1)), ones([8, 1]), ones([8, 2])).shape; // [8]
 */
export function jointCritic({ dimX, dimY, hidden, activation }: CriticOptions): Critic<MlpParams> {
  const network = mlp({ sizes: [dimX + dimY, ...hidden, 1], activation });
  return {
    name: 'joint',
    init: (rng, options) => network.init(rng, options),
    pairs: (params, x, y) => squeeze(network.apply(params, concat([x, y], 1)), 1),
  };
}
