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
  /** T(x_i, y_j): x [n, dimX] and y [m, dimY] to scores [n, m]. */
  allPairs?(params: Params, x: Tensor, y: Tensor): Tensor;
  /**
   * For critics that are models of y given x: the log likelihoods [n] that bounds with `trains: 'likelihood'` have them maximize.
   */
  logLikelihood?(params: Params, x: Tensor, y: Tensor): Tensor;
  /** Whether all pairs of a batch cost little more than its rows; training then scores all of them. */
  readonly trainsOnAllPairs?: boolean;
  /** The work that is done once for a row, however many pairs it is in; left out where there is none that is worth it. */
  readonly rows?: RowStage<Params>;
}

/** A critic in two stages: what each row becomes by itself, and what two such rows score. */
export interface RowStage<Params extends Tree = Tree> {
  /** x [n, dimX] and y [m, dimY], row by row. */
  encode(params: Params, x: Tensor, y: Tensor): EncodedRows;
  /** T(x_i, y_i), within rounding what `pairs` gives: encoded rows [n, ...] of both to scores [n]. */
  pairs(params: Params, rows: EncodedRows): Tensor;
}

export interface EncodedRows {
  readonly x: Tensor;
  readonly y: Tensor;
}

/** What every critic is built from. */
export interface CriticOptions {
  readonly dimX: number;
  readonly dimY: number;
  /** Widths of the hidden layers, each of its networks'. */
  readonly hidden: readonly number[];
  readonly activation: LayerActivation;
}
