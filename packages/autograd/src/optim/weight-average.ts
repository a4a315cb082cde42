/**
 * The exponential moving average of a network's weights, which varies less from step to step than the weights and often
 * generalizes better (Polyak & Juditsky, "Acceleration of stochastic approximation by averaging", 1992, for the idea;
 * Alemi et al., "Deep variational information bottleneck", 2017, average so, with a decay of 0.999). Like an optimizer it
 * is a pure pair of init and update over trees; training itself never sees the average.
 */
import type { Tensor } from '@infograd/tensor';
import { requireFraction } from '../options.ts';
import { stopGradient } from '../stop-gradient.ts';
import { type Tree, treeMap } from '../tree.ts';
import { exponentialAverage } from './exponential-average.ts';

/** Plain data: advance, save and restore it like any other tree. */
export type WeightAverageState<Params extends Tree = Tree> = {
  /** Updates made so far. */
  readonly step: number;
  /** The averaged weights, to evaluate with. */
  readonly average: Params;
};

export interface WeightAverage {
  /** The average before the first update: the parameters as they are. */
  init<Params extends Tree>(params: Params): WeightAverageState<Params>;
  /**
   * The average with new parameters taken in. The arguments stay alive; in a loop, `advance` disposes them.
   *
   * @throws ValueError when the trees differ; ShapeError when a parameter does not have its average's shape
   */
  update<Params extends Tree>(state: WeightAverageState<Params>, params: Params): WeightAverageState<Params>;
}

/**
 * An exponential moving average of parameters.
 *
 * @param options.decay what stays of the average at each update, from 0 to below 1; 0.999 when left out
 * @param options.warmup start with a smaller decay, (1 + step) / (10 + step) while that is below `decay`: early weights
 * are far from where they go, and are forgotten faster; false when left out
 * @throws ValueError when decay is outside its range
 * @example
 * const averaging = weightAverage({ decay: 0.75 });
 * const start = averaging.init({ w: tensor([0]) });
 * averaging.update(start, { w: tensor([4]) }); // { step: 1, average: { w: [1] } }
 */
export function weightAverage({
  decay = 0.999,
  warmup = false,
}: {
  decay?: number;
  warmup?: boolean;
} = {}): WeightAverage {
  requireFraction('weightAverage', 'decay', decay);
  const decayAt = (step: number): number => (warmup ? Math.min(decay, (1 + step) / (10 + step)) : decay);

  return {
    // Under names of their own: the average outlives the parameters that it starts from.
    init: <Params extends Tree>(params: Params) => ({
      step: 0,
      average: treeMap((leaf: Tensor) => stopGradient(leaf), params) as Params,
    }),
    update: ({ step, average }, params) => ({
      step: step + 1,
      average: exponentialAverage(average, params, decayAt(step)),
    }),
  };
}
