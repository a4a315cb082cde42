/**
 * The game of the stacked digits: that of the folder `gan` with other networks, DCGAN's settings of Adam, and two steps of the generator in a turn.
 */
import { adam, type Layer } from '@infograd/autograd';
import { type Random, reshape, type Tensor, transpose } from '@infograd/tensor';
import { type Game, gameOf, type Players } from '../gan/turn.ts';
import {
  channels,
  type DiscriminatorParams,
  discriminatorOf,
  type GeneratorParams,
  generatorOf,
  noiseDimensions,
  type StatisticsParams,
  statisticsNetworkOf,
} from './networks.ts';

export interface StackedGameOptions {
  /** Maps next to the image, in the generator, in the discriminator and in the statistics network. */
  readonly widths: { readonly generator: number; readonly discriminator: number; readonly statistics: number };
  /** What the information counts in the generator's loss (β); 0 leaves the statistics network out: a plain GAN. */
  readonly informationWeight: number;
  /** Of the statistics network. The other two have DCGAN's. */
  readonly statisticsRate: number;
  /** Images that the discriminator judges together: 1, or more for PacGAN. */
  readonly packing: number;
}

export type StackedPlayers = Players<GeneratorParams, DiscriminatorParams, StatisticsParams>;

/** Of Adam. */
const beta1 = 0.5;

export function drawNoise(rng: Random, count: number): Tensor {
  return rng.uniform([count, noiseDimensions], { min: -1, max: 1 });
}

/** Samples are images [n, 28, 28, 3], and noise is [n, 100]. */
export function stackedGameOf({
  widths,
  informationWeight,
  statisticsRate,
  packing,
}: StackedGameOptions): Game<GeneratorParams, DiscriminatorParams, StatisticsParams> {
  return gameOf({
    networks: {
      generator: generatorOf(widths.generator),
      discriminator: judging(packing, discriminatorOf(widths.discriminator, packing)),
      statistics: statisticsNetworkOf(widths.statistics),
    },
    optimizer: adam({ learningRate: 2e-4, beta1 }),
    statisticsOptimizer: adam({ learningRate: statisticsRate, beta1 }),
    informationWeight,
    generatorSteps: 2,
    // Batch normalization is to see data and samples each by itself.
    passesApart: true,
  });
}

/** A discriminator of packs as one of images: one logit for each pack. */
function judging<Params>(packing: number, { init, apply }: Layer<Params>): Layer<Params> {
  return { init, apply: (params, images) => apply(params, packed(images, packing)) };
}

/** Images [n · packing, 28, 28, 3] as [n, 28, 28, 3 · packing]: neighbours become channels of one. */
export function packed(images: Tensor, packing: number): Tensor {
  if (packing === 1) return images;
  const [n, height, width] = images.shape;
  const packs = reshape(images, [n / packing, packing, height, width, channels]);
  return reshape(transpose(packs, { axes: [0, 2, 3, 1, 4] }), [n / packing, height, width, channels * packing]);
}
