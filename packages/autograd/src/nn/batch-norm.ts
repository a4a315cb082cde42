/**
 * Batch normalization: in training, each feature is brought to mean 0 and variance 1 over the batch; afterwards, running
 * averages of those statistics take the batch's place. The averages are a state that goes in and comes out, like an
 * optimizer's: a layer that remembered them by itself would not be a function.
 */
import {
  mul,
  ones,
  type Random,
  type RandomOptions,
  reshape,
  ShapeError,
  scope,
  sub,
  type Tensor,
  ValueError,
  zeros,
} from '@infograd/tensor';
import { exponentialAverage } from '../optim/exponential-average.ts';
import { requireAbove, requireFraction, requireWhole } from '../options.ts';
import { stopGradient } from '../stop-gradient.ts';
import { treeMap } from '../tree.ts';
import { momentsOver, type NormParams, neutralParams, normalized, requireFeatures } from './normalization.ts';

/** The statistics that evaluation uses: plain data, to be passed on from step to step and saved like parameters. */
export type BatchNormState = {
  /** [features] */
  readonly mean: Tensor;
  /** [features], of the population: n - 1 in the denominator. */
  readonly variance: Tensor;
};

export interface BatchNormOptions {
  features: number;
  /** The axis of the features, counted from either end; the last one when left out. */
  axis?: number;
  /** Decay rate of the running statistics, 0.9 when left out; PyTorch's `momentum` is 1 minus it. */
  decay?: number;
  /** Added to the variance; 1e-5 when left out. */
  epsilon?: number;
}

export interface BatchNorm {
  /** A scale of ones and a shift of zeros, both [features]; the generator is not used. */
  init(rng: Random, options?: RandomOptions): NormParams;
  /** The state before the first batch: mean 0 and variance 1. */
  initState(options?: RandomOptions): BatchNormState;
  /**
   * Normalizes x. With `training`, by the batch's own mean and variance, through which derivatives pass, and the state
   * that comes back has taken them in; without, by the state, which comes back as it is. Derivatives never pass into
   * the new state.
   *
   * @param x [n, features], [n, height, width, features], or any shape with that length at the layer's axis
   * @returns the output, of x's shape, and the state for the next batch
   * @throws ShapeError when x, the parameters or the state do not have the layer's features; ValueError when training sees fewer than two values a
   * feature; DTypeError when x's dtype is not the parameters'
   */
  apply(
    params: NormParams,
    state: BatchNormState,
    x: Tensor,
    options: { training: boolean },
  ): { output: Tensor; state: BatchNormState };
}

/**
 * A batch normalization layer (Ioffe & Szegedy, "Batch normalization: accelerating deep network training by reducing
 * internal covariate shift", 2015, algorithms 1 and 2). The batch is normalized by its own variance, with n in the
 * denominator; the running variance takes n - 1.
 *
 * @throws ValueError when features is not a whole number of 1 or more, decay is not in [0, 1), or epsilon not above 0
 * @example
 * const norm = batchNorm({ features: 2, decay: 0.5 });
 * const params = norm.init(random(1));
 * const x = tensor([[1, 10], [3, 30]]);
 * const { output, state } = norm.apply(params, norm.initState(), x, { training: true });
 * output; // [[-0.999995, -1], [0.999995, 1]]
 * state.mean; // [1, 10]
 * state.variance; // [1.5, 100.5]
 * norm.apply(params, state, x, { training: false }).output; // [[0, 0], [1.632988, 1.9950186]]
 */
export function batchNorm({ features, axis = -1, decay = 0.9, epsilon = 1e-5 }: BatchNormOptions): BatchNorm {
  requireWhole('batchNorm', 'features', features);
  requireFraction('batchNorm', 'decay', decay);
  requireAbove('batchNorm', 'epsilon', epsilon, 0);
  const placeOf = (x: Tensor): number => {
    const place = axis < 0 ? axis + x.rank : axis;
    if (x.rank >= 2 && x.shape[place] === features) return place;
    throw new ShapeError(
      `batchNorm: x [${x.shape.join(', ')}] needs ${features} features at axis ${axis}; set features, or axis where they stand elsewhere`,
    );
  };

  return {
    init: (_rng, options) => neutralParams([features], options),
    initState: ({ dtype, backend } = {}) => ({
      mean: zeros([features], { dtype, backend }),
      variance: ones([features], { dtype, backend }),
    }),
    apply: (params, state, x, { training }) =>
      scope(() => {
        const place = placeOf(x);
        requireFeatures('batchNorm', [features], params);
        requireFeatures('batchNorm', [features], state);
        const along = x.shape.map((_, index) => (index === place ? features : 1));
        const aligned = treeMap((leaf) => reshape(leaf, along), params);
        if (!training) {
          const { mean, variance } = treeMap((leaf) => reshape(leaf, along), state);
          return { output: normalized(sub(x, mean), variance, aligned, epsilon), state };
        }
        const count = x.size / features;
        requireBatch(count, x);
        const others = [...x.shape.keys()].filter((index) => index !== place);
        const { center, deviations, variance } = momentsOver(x, others);
        const output = normalized(deviations, variance, aligned, epsilon);
        return { output, state: takenIn(state, center, variance, count, decay) };
      }),
  };
}

function requireBatch(count: number, x: Tensor): void {
  if (count >= 2) return;
  throw new ValueError(
    `batchNorm: x [${x.shape.join(', ')}] holds ${count} ${count === 1 ? 'value' : 'values'} a feature, which have no spread; train on two rows or more, or pass training: false`,
  );
}

/** The running statistics with those of a batch of `count` values a feature taken in. */
function takenIn(
  state: BatchNormState,
  center: Tensor,
  variance: Tensor,
  count: number,
  decay: number,
): BatchNormState {
  const shape = state.mean.shape;
  const mean = reshape(stopGradient(center), shape);
  const unbiased = mul(reshape(stopGradient(variance), shape), count / (count - 1));
  return exponentialAverage(treeMap(stopGradient, state), { mean, variance: unbiased }, decay);
}
