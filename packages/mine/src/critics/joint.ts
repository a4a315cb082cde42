/**
 * The joint critic: one multilayer perceptron that sees x and y side by side. It can represent any log density ratio,
 * and costs one pass per pair. Only its first layer can be shared between pairs: [x, y] W = x Wx + y Wy, so the two products are
 * needed once for each row, and a pair costs an addition. That pays where the rows are wide.
 */
import { activate, type MlpParams, mlp } from '@infograd/autograd';
import { add, concat, expandDims, linear, matmul, reshape, slice, squeeze, type Tensor } from '@infograd/tensor';
import type { Critic, CriticOptions, EncodedRows } from './critic.ts';

/**
 * Numbers in x and y together from which rows are encoded by themselves. Measured on batches of 256 and 512 with 64 to 512 hidden
 * units: at 40 both ways take the same time, at 100 the shared products save a third, at 200 half. Below, picking and adding the
 * encoded rows costs more than multiplying twice.
 */
const sharedWidth = 64;

/**
 * T(x, y) = mlp([x, y]).
 *
 * @example
 * const critic = jointCritic({ dimX: 1, dimY: 2, hidden: [16], activation: 'softplus' });
 * critic.pairs(critic.init(random(1)), ones([8, 1]), ones([8, 2])).shape; // [8]
 */
export function jointCritic({ dimX, dimY, hidden, activation }: CriticOptions): Critic<MlpParams> {
  const widths = [...hidden, 1];
  const network = mlp({ sizes: [dimX + dimY, ...widths], activation });

  const encode = ({ layers: [first] }: MlpParams, x: Tensor, y: Tensor): EncodedRows => ({
    x: linear(x, slice(first.weight, { stop: [dimX] }), first.bias),
    y: matmul(y, slice(first.weight, { start: [dimX] })),
  });
  /** The rest of the network, from what the first layer's products add up to. */
  const finish = ({ layers }: MlpParams, sums: Tensor): Tensor => {
    if (hidden.length === 0) return squeeze(sums, 1);
    const rest = mlp({ sizes: widths, activation });
    return squeeze(rest.apply({ layers: layers.slice(1) }, activate(activation, sums)), 1);
  };

  return {
    name: 'joint',
    init: (rng, options) => network.init(rng, options),
    pairs: (params, x, y) => squeeze(network.apply(params, concat([x, y], 1)), 1),
    allPairs: (params, x, y) => {
      const rows = encode(params, x, y);
      const sums = add(expandDims(rows.x, 1), expandDims(rows.y, 0));
      const [n, m, width] = sums.shape;
      return reshape(finish(params, reshape(sums, [n * m, width])), [n, m]);
    },
    rows: dimX + dimY < sharedWidth ? undefined : { encode, pairs: (params, { x, y }) => finish(params, add(x, y)) },
  };
}
