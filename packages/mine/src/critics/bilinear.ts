/**
 * The bilinear critic: T(x, y) = x^T W y + a . x + b . y + c. It is linear in its parameters, so that training bounds such as Donsker-Varadhan's
 * is a convex problem without hidden layers to choose, and it needs few rows. On normal variables it finds which directions belong
 * together, but not the squares that the log density ratio has besides: the elliptical critic has those.
 */
import { concat, linear, matmul, mul, ones, sum, type Tensor, zeros } from '@infograd/tensor';
import type { Critic, CriticOptions, EncodedRows, RowStage } from './critic.ts';

/** weight [dimX, dimY], x [dimX, 1], y [dimY, 1] and constant [1]. */
export type BilinearParams = {
  readonly weight: Tensor;
  readonly x: Tensor;
  readonly y: Tensor;
  readonly constant: Tensor;
};

/**
 * T(x, y) = x^T W y + a . x + b . y + c, which starts at zero.
 *
 * @param options `hidden` and `activation` play no part
 * @example
 * const critic = bilinearCritic({ dimX: 1, dimY: 2 });
 * critic.allPairs?.(critic.init(random(1)), ones([8, 1]), ones([5, 2])).shape; // [8, 5]
 */
export function bilinearCritic({ dimX, dimY }: Pick<CriticOptions, 'dimX' | 'dimY'>): Critic<BilinearParams> {
  /** [x W | a . x + c | 1] and [y | 1 | b . y], whose inner product is the score. */
  const encode = (params: BilinearParams, x: Tensor, y: Tensor): EncodedRows => ({
    x: concat([matmul(x, params.weight), linear(x, params.x, params.constant), onesBeside(x)], 1),
    y: concat([y, onesBeside(y), matmul(y, params.y)], 1),
  });
  const rows: RowStage<BilinearParams> = { encode, pairs: (_, { x, y }) => sum(mul(x, y), { axis: 1 }) };
  return {
    name: 'bilinear',
    init: (_, options) => ({
      weight: zeros([dimX, dimY], options),
      x: zeros([dimX, 1], options),
      y: zeros([dimY, 1], options),
      constant: zeros([1], options),
    }),
    pairs: (params, x, y) => rows.pairs(params, encode(params, x, y)),
    allPairs: (params, rowsX, rowsY) => {
      const { x, y } = encode(params, rowsX, rowsY);
      return matmul(x, y, { transposeB: true });
    },
    trainsOnAllPairs: true,
    rows,
  };
}

function onesBeside({ shape, dtype, backend }: Tensor): Tensor {
  return ones([shape[0], 1], { dtype, backend });
}
