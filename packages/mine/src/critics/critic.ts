/**
 * What a critic is: a function T(x, y), with parameters, that scores pairs. Training makes it large for pairs that
 * belong together and small for others; at the optimum of the Donsker-Varadhan bound it is the log density ratio
 * log p(x, y) / (p(x) p(y)) plus a constant.
 */
import type { LayerActivation, Tree } from '@infograd/autograd';
import type { Random, RandomOptions, Tensor } from '@infograd/tensor';

export interface Critic<Params extends Tree = Tree> {
  readonly name: string;
  /** Fresh parameters: float32 on the default backend, unless asked otherwise. */
  init(rng: Random, options?: RandomOptions): Params;
  /** T(x_i, y_i): x [n, dimX] and y [n, dimY] to scores [n]. */
  pairs(params: Params, x: Tensor, y: Tensor): Tensor;
  /** T(x_i, y_j), where that is cheaper than scoring pairs one by one: x [n, dimX] and y [m, dimY] to scores [n, m]. */
  allPairs?(params: Params, x: Tensor, y: Tensor): Tensor;
}

/** What every critic is built from. */
export interface CriticOptions {
  readonly dimX: number;
  readonly dimY: number;
  /** Widths of the hidden layers, each of its networks'. */
  readonly hidden: readonly number[];
  readonly activation: LayerActivation;
}
