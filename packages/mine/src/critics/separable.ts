/**
 * The separable critic: one network for x, one for y, and the inner product of what they make of them. All pairs of a
 * batch cost two passes and one matrix product; in return T has rank `embedding`, which loses detail when x and y
 * depend on each other sharply.
 */
import { type MlpParams, mlp } from '@infograd/autograd';
import { matmul, mul, sum } from '@infograd/tensor';
import type { Critic, CriticOptions, RowStage } from './critic.ts';

/** Parameters of the two networks. */
export type SeparableParams = { readonly x: MlpParams; readonly y: MlpParams };

/**
 * T(x, y) = g(x) . h(y), with g and h perceptrons that end in `embedding` numbers.
 *
 * @param options.embedding length of the two vectors; 32 when left out
 * @example
 * const critic = separableCritic({ dimX: 1, dimY: 2, hidden: [16], activation: 'softplus' });
 * critic.allPairs?.(critic.init(random(1)), ones([8, 1]), ones([5, 2])).shape; // [8, 5]
 */
export function separableCritic(options: CriticOptions & { readonly embedding?: number }): Critic<SeparableParams> {
  const { dimX, dimY, hidden, activation, embedding = 32 } = options;
  const g = mlp({ sizes: [dimX, ...hidden, embedding], activation });
  const h = mlp({ sizes: [dimY, ...hidden, embedding], activation });
  const rows: RowStage<SeparableParams> = {
    encode: (params, x, y) => ({ x: g.apply(params.x, x), y: h.apply(params.y, y) }),
    pairs: (_, { x, y }) => sum(mul(x, y), { axis: 1 }),
  };
  return {
    name: 'separable',
    init: (rng, init) => ({ x: g.init(rng.fork('x'), init), y: h.init(rng.fork('y'), init) }),
    pairs: (params, x, y) => rows.pairs(params, rows.encode(params, x, y)),
    allPairs: (params, x, y) => matmul(g.apply(params.x, x), h.apply(params.y, y), { transposeB: true }),
    trainsOnAllPairs: true,
    rows,
  };
}
