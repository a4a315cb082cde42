/**
 * The three networks of the two-dimensional GANs: a generator of wide layers with batch normalization, a discriminator, and the statistics
 * network that reads a sample beside the noise it was made of. Each is a pair of functions, `init` and `apply`, as the library's layers are.
 */
import {
  batchNorm,
  type Layer,
  type LinearParams,
  linearLayer,
  type MlpParams,
  mlp,
  type NormParams,
} from '@infograd/autograd';
import { concat, leakyRelu, type Random } from '@infograd/tensor';
import type { Networks } from './losses.ts';

/** Widths of the hidden layers of each network. */
export interface Widths {
  readonly generator: readonly number[];
  readonly discriminator: readonly number[];
  readonly statistics: readonly number[];
}

/** The paper's. */
export const paperWidths: Widths = {
  generator: [500, 500],
  discriminator: [400, 400, 400],
  statistics: [400, 400, 400],
};

/** Of the data, and of the noise as well. */
export const dimensions = 2;

const slope = 0.2;

export type GeneratorParams = {
  readonly hidden: readonly { readonly linear: LinearParams; readonly norm: NormParams }[];
  readonly output: LinearParams;
};

/**
 * From noise [n, 2] to samples [n, 2]. Batch normalization goes by the batch's own statistics, in training and afterwards: training never looks at
 * running averages, and a batch of thousands, as evaluation draws it, is a better measure of the mean and variance than they are.
 */
export function generatorOf(widths: readonly number[]): Layer<GeneratorParams> {
  const layers = widths.map((outputs, index) => ({
    linear: linearLayer({ inputs: index === 0 ? dimensions : widths[index - 1], outputs }),
    norm: batchNorm({ features: outputs }),
  }));
  const output = linearLayer({ inputs: widths.at(-1)!, outputs: dimensions });

  return {
    init: (rng: Random, options) => ({
      hidden: layers.map(({ linear, norm }) => ({ linear: linear.init(rng, options), norm: norm.init(rng, options) })),
      output: output.init(rng, options),
    }),
    apply(params, noise) {
      const features = layers.reduce((values, { linear, norm }, index) => {
        const { linear: weights, norm: scales } = params.hidden[index];
        const sums = linear.apply(weights, values);
        const normal = norm.apply(scales, norm.initState(), sums, { training: true }).output;
        return leakyRelu(normal, { slope });
      }, noise);
      return output.apply(params.output, features);
    },
  };
}

/** From points [n, 2] to logits [n, 1]: above 0 where they look like data. */
export function discriminatorOf(widths: readonly number[]): Layer<MlpParams> {
  return mlp({ sizes: [dimensions, ...widths, 1], activation: 'leakyRelu', slope });
}

/** Scores [n, 1] of pairs, samples [n, 2] beside noise [n, 2]. */
export function statisticsNetworkOf(widths: readonly number[]): PlaneNetworks['statistics'] {
  const network = mlp({ sizes: [2 * dimensions, ...widths, 1], activation: 'elu' });
  return {
    init: (rng) => network.init(rng),
    apply: (params, samples, noise) => network.apply(params, concat([samples, noise], 1)),
  };
}

export type PlaneNetworks = Networks<GeneratorParams, MlpParams, MlpParams>;

export function networksOf(widths: Widths): PlaneNetworks {
  return {
    generator: generatorOf(widths.generator),
    discriminator: discriminatorOf(widths.discriminator),
    statistics: statisticsNetworkOf(widths.statistics),
  };
}
