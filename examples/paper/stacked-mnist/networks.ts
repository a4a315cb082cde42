/**
 * The three networks of the stacked MNIST experiment: DCGAN's generator and discriminator (Radford, Metz and Chintala, 2016) in the sizes that VEEGAN
 * and PacGAN use, and MINE's statistics network, where the noise enters each convolution as a bias that differs from sample to sample. A width is the
 * number of maps next to the image; it doubles wherever the side halves.
 */
import {
  type BatchNorm,
  batchNorm,
  type ConvParams,
  conv2dLayer,
  convTranspose2dLayer,
  initializers,
  type Layer,
  type LinearParams,
  linearLayer,
  type NormParams,
} from '@infograd/autograd';
import { add, elu, leakyRelu, type Random, relu, reshape, scope, type Tensor } from '@infograd/tensor';

/** Of the noise. */
export const noiseDimensions = 100;
/** Of a stacked image, one digit each. */
export const channels = 3;

/** Sides of the maps, from the image inwards. */
const sides = [28, 14, 7, 4, 2];
const window = { kernel: 5, stride: 2, padding: 2 } as const;
const slope = 0.2;
const { heNormal, normal } = initializers;
/** DCGAN's. */
const start = { init: normal(0.02) };

export type GeneratorParams = {
  readonly seed: LinearParams;
  readonly norms: readonly NormParams[];
  readonly layers: readonly ConvParams[];
};

/**
 * From noise [n, 100] to images [n, 28, 28, 3] between -1 and 1: maps of 2 × 2 pixels, which four transposed convolutions bring to the image's size.
 * Batch normalization goes by the batch's own statistics in evaluation too, where batches of hundreds tell them better than running averages would.
 */
export function generatorOf(width: number): Layer<GeneratorParams> {
  const maps = [8 * width, 4 * width, 2 * width, width, channels];
  const [deepest] = maps;
  const seed = linearLayer({ inputs: noiseDimensions, outputs: 4 * deepest, ...start });
  const norms = maps.slice(0, -1).map((features) => batchNorm({ features }));
  const layers = maps.slice(1).map((outputs, index) => {
    const side = sides[3 - index];
    const last = index === 3;
    return convTranspose2dLayer({
      ...window,
      ...start,
      inputs: maps[index],
      outputs,
      // A side of 7 becomes one of 4, as 8 would: without a further row, 4 becomes 7 again.
      outputPadding: side % 2 === 0 ? 1 : 0,
      bias: last,
      activation: last ? 'tanh' : 'none',
    });
  });

  return {
    init: (rng, options) => ({
      seed: seed.init(rng, options),
      norms: norms.map((norm) => norm.init(rng, options)),
      layers: layers.map((layer) => layer.init(rng, options)),
    }),
    apply: (params, noise) =>
      scope(() => {
        const maps = reshape(seed.apply(params.seed, noise), [noise.shape[0], 2, 2, deepest]);
        return layers.reduce((values, layer, index) => {
          return layer.apply(params.layers[index], relu(normalized(norms[index], params.norms[index], values)));
        }, maps);
      }),
  };
}

export type DiscriminatorParams = {
  readonly layers: readonly ConvParams[];
  readonly norms: readonly NormParams[];
  readonly logit: LinearParams;
};

/**
 * From images [n, 28, 28, 3 · packing] to logits [n, 1], above 0 where they look like data.
 *
 * @param packing images that are judged together, one behind the other; 1 but for PacGAN
 */
export function discriminatorOf(width: number, packing: number): Layer<DiscriminatorParams> {
  const maps = [channels * packing, width, 2 * width, 4 * width, 8 * width];
  const layers = maps.slice(1).map((outputs, index) =>
    conv2dLayer({
      ...window,
      ...start,
      inputs: maps[index],
      outputs,
      bias: index === 0,
      activation: index === 0 ? 'leakyRelu' : 'none',
      slope,
    }),
  );
  const norms = maps.slice(2).map((features) => batchNorm({ features }));
  const inputs = 4 * maps[4];
  const logit = linearLayer({ inputs, outputs: 1, ...start });

  return {
    init: (rng, options) => ({
      layers: layers.map((layer) => layer.init(rng, options)),
      norms: norms.map((norm) => norm.init(rng, options)),
      logit: logit.init(rng, options),
    }),
    apply: (params, images) =>
      scope(() => {
        const seen = layers.reduce((values, layer, index) => {
          const sums = layer.apply(params.layers[index], values);
          if (index === 0) return sums;
          return leakyRelu(normalized(norms[index - 1], params.norms[index - 1], sums), { slope });
        }, images);
        return logit.apply(params.logit, reshape(seen, [images.shape[0], inputs]));
      }),
  };
}

export type StatisticsParams = {
  readonly layers: readonly { readonly image: ConvParams; readonly noise: LinearParams }[];
  readonly score: LinearParams;
};

export interface StatisticsNetwork {
  init(rng: Random): StatisticsParams;
  /** Scores [n, 1] of pairs: images [n, 28, 28, 3] beside noise [n, 100]. */
  apply(params: StatisticsParams, images: Tensor, noise: Tensor): Tensor;
}

/**
 * Three convolutions to 14, 7 and 4 pixels. To every map of each, a linear function of the noise is added before its ELU. With smaller weights than He's
 * the first images, which are pale, would hardly reach the score, and the generator would have collapsed before this network measures anything.
 */
export function statisticsNetworkOf(width: number): StatisticsNetwork {
  const maps = [channels, width, 2 * width, 4 * width];
  const layers = maps.slice(1).map((outputs, index) => ({
    image: conv2dLayer({ ...window, inputs: maps[index], outputs, bias: false, init: heNormal }),
    noise: linearLayer({ inputs: noiseDimensions, outputs, init: heNormal }),
  }));
  const inputs = sides[3] ** 2 * maps[3];
  const score = linearLayer({ inputs, outputs: 1 });

  return {
    init: (rng) => ({
      layers: layers.map(({ image, noise }) => ({ image: image.init(rng), noise: noise.init(rng) })),
      score: score.init(rng),
    }),
    apply: (params, images, noise) =>
      scope(() => {
        const n = images.shape[0];
        const seen = layers.reduce((values, layer, index) => {
          const weights = params.layers[index];
          const bias = reshape(layer.noise.apply(weights.noise, noise), [n, 1, 1, maps[index + 1]]);
          return elu(add(layer.image.apply(weights.image, values), bias));
        }, images);
        return score.apply(params.score, reshape(seen, [n, inputs]));
      }),
  };
}

function normalized(norm: BatchNorm, params: NormParams, values: Tensor): Tensor {
  return norm.apply(params, norm.initState(), values, { training: true }).output;
}
