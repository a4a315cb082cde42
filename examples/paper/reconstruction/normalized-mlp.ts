/**
 * A multilayer perceptron with batch normalization before each activation, for the encoder and the decoder. In training a batch is normalized by its
 * own statistics. Those of evaluation are not averaged on the way: they are taken from many images at once when training is over, as Ioffe and
 * Szegedy (2015, algorithm 2) have it, so that a step has no state besides parameters.
 */
import { type BatchNormState, batchNorm, type LinearParams, linearLayer, type NormParams } from '@infograd/autograd';
import { leakyRelu, type Random, type Tensor } from '@infograd/tensor';

export type NormalizedMlpParams = {
  readonly hidden: readonly { readonly linear: LinearParams; readonly norm: NormParams }[];
  readonly output: LinearParams;
};

/** For each normalization, the mean and variance that evaluation goes by. */
export type Statistics = readonly BatchNormState[];

export interface NormalizedMlp {
  init(rng: Random): NormalizedMlpParams;
  /**
   * [n, in] to [n, out].
   *
   * @param statistics those of the batch itself when left out, as in training
   */
  apply(params: NormalizedMlpParams, x: Tensor, statistics?: Statistics): Tensor;
  /** The statistics of a batch. */
  statisticsOf(params: NormalizedMlpParams, x: Tensor): Statistics;
}

export interface NormalizedMlpOptions {
  /** [in, hidden..., out] */
  readonly sizes: readonly number[];
  /** The activation of the output. */
  readonly output: 'none' | 'tanh';
}

export function normalizedMlp({ sizes, output }: NormalizedMlpOptions): NormalizedMlp {
  const widths = sizes.slice(1, -1);
  const [outputs] = sizes.slice(-1);
  // Without decay, the state that comes back is the batch's alone.
  const hidden = widths.map((width, index) => ({
    linear: linearLayer({ inputs: sizes[index], outputs: width }),
    norm: batchNorm({ features: width, decay: 0 }),
  }));
  const last = linearLayer({ inputs: sizes.at(-2)!, outputs, activation: output });

  function run(params: NormalizedMlpParams, x: Tensor, given?: Statistics): { y: Tensor; statistics: Statistics } {
    const statistics: BatchNormState[] = [];
    const features = hidden.reduce((values, { linear, norm }, index) => {
      const { linear: weights, norm: scales } = params.hidden[index];
      const before = given?.[index] ?? norm.initState();
      const normal = norm.apply(scales, before, linear.apply(weights, values), { training: given === undefined });
      statistics.push(normal.state);
      return leakyRelu(normal.output, { slope });
    }, x);
    return { y: last.apply(params.output, features), statistics };
  }

  return {
    init: (rng) => ({
      hidden: hidden.map(({ linear, norm }) => ({ linear: linear.init(rng), norm: norm.init(rng) })),
      output: last.init(rng),
    }),
    apply: (params, x, statistics) => run(params, x, statistics).y,
    statisticsOf: (params, x) => run(params, x).statistics,
  };
}

const slope = 0.2;
