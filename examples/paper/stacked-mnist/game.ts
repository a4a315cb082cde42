/**
 * One iteration of the game: the discriminator makes a step, then the statistics network if there is one, then the generator makes two, the partners
 * being those that have just stepped. What each of them lowers is what it is in the plane too; only the networks are others.
 */
import {
  adam,
  binaryCrossEntropy,
  compile,
  startTraining,
  type Training,
  trainingStep,
  valueAndGrad,
} from '@infograd/autograd';
import { add, type Random, reshape, type Tensor, transpose, zeros } from '@infograd/tensor';
import { lossesOf } from '../gan/losses.ts';
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

export interface GameOptions {
  /** Maps next to the image, in the generator, in the discriminator and in the statistics network. */
  readonly widths: { readonly generator: number; readonly discriminator: number; readonly statistics: number };
  /** What the information counts in the generator's loss (β); 0 leaves the statistics network out: a plain GAN. */
  readonly informationWeight: number;
  /** Of the statistics network. The other two have DCGAN's. */
  readonly statisticsRate: number;
  /** Images that the discriminator judges together: 1, or more for PacGAN. */
  readonly packing: number;
  readonly batch: number;
}

/** Plain data: to be saved and resumed like any other state. */
export type Players = {
  readonly generator: Training<GeneratorParams>;
  readonly discriminator: Training<DiscriminatorParams>;
  readonly statistics?: {
    readonly training: Training<StatisticsParams>;
    /** log of the moving average of E[e^T] over marginal pairs. */
    readonly logAverage: Tensor;
  };
};

export interface Game {
  start(rng: Random): Players;
  /**
   * @param data real images [batch · packing, 28, 28, 3]
   * @param rng of this iteration alone
   */
  play(players: Players, data: Tensor, rng: Random): { players: Players; information?: Tensor };
  /** Images [n, 28, 28, 3] for noise [n, 100]. */
  generate(generator: GeneratorParams, noise: Tensor): Tensor;
}

const generatorSteps = 2;
/** Of Adam. */
const beta1 = 0.5;

export function drawNoise(rng: Random, count: number): Tensor {
  return rng.uniform([count, noiseDimensions], { min: -1, max: 1 });
}

export function gameOf({ widths, informationWeight, statisticsRate, packing, batch }: GameOptions): Game {
  const generator = generatorOf(widths.generator);
  const discriminator = discriminatorOf(widths.discriminator, packing);
  const statistics = statisticsNetworkOf(widths.statistics);
  const optimizer = adam({ learningRate: 2e-4, beta1 });
  const statisticsOptimizer = adam({ learningRate: statisticsRate, beta1 });

  const judge = (params: DiscriminatorParams, images: Tensor): Tensor =>
    discriminator.apply(params, packed(images, packing));
  const { statisticsLoss, plainGradient, informedGradient } = lossesOf({
    generator,
    discriminator: { apply: judge },
    statistics,
  });

  // Data and samples pass one after the other, so that batch normalization sees each by itself.
  const discriminatorLoss = (params: DiscriminatorParams, data: Tensor, samples: Tensor): Tensor =>
    add(binaryCrossEntropy(judge(params, data), 1), binaryCrossEntropy(judge(params, samples), 0));

  const generate = compile(generator.apply);
  const stepDiscriminator = trainingStep(optimizer, compile(valueAndGrad(discriminatorLoss)));
  const stepStatistics = trainingStep(statisticsOptimizer, compile(valueAndGrad(statisticsLoss, { aux: true })));
  const stepPlainGenerator = trainingStep(optimizer, compile(plainGradient));
  const stepInformedGenerator = trainingStep(optimizer, compile(informedGradient));
  const count = batch * packing;

  return {
    start: (rng) => ({
      generator: startTraining(optimizer, generator.init(rng.fork('generator'))),
      discriminator: startTraining(optimizer, discriminator.init(rng.fork('discriminator'))),
      statistics:
        informationWeight === 0
          ? undefined
          : {
              training: startTraining(statisticsOptimizer, statistics.init(rng.fork('statistics'))),
              // An untrained network's scores are about 0, and e^0 = 1.
              logAverage: zeros([]),
            },
    }),

    play({ generator: g, discriminator: d, statistics: t }, data, rng) {
      const noise = drawNoise(rng, count);
      const samples = generate(g.params, noise);
      const judging = stepDiscriminator(d, data, samples).training;
      if (t === undefined) {
        let making = g;
        for (let step = 0; step < generatorSteps; step++) {
          making = stepPlainGenerator(making, judging.params, drawNoise(rng, count)).training;
        }
        return { players: { generator: making, discriminator: judging } };
      }
      const { training: measuring, aux } = stepStatistics(
        t.training,
        t.logAverage,
        samples,
        noise,
        drawNoise(rng, count),
      );
      let making = g;
      for (let step = 0; step < generatorSteps; step++) {
        const [own, others] = [drawNoise(rng, count), drawNoise(rng, count)];
        making = stepInformedGenerator(
          making,
          judging.params,
          measuring.params,
          own,
          others,
          informationWeight,
        ).training;
      }
      const players = {
        generator: making,
        discriminator: judging,
        statistics: { training: measuring, logAverage: aux.logAverage },
      };
      return { players, information: aux.bound };
    },

    generate,
  };
}

/** Images [n · packing, 28, 28, 3] as [n, 28, 28, 3 · packing]: neighbours become channels of one. */
export function packed(images: Tensor, packing: number): Tensor {
  if (packing === 1) return images;
  const [n, height, width] = images.shape;
  const packs = reshape(images, [n / packing, packing, height, width, channels]);
  return reshape(transpose(packs, { axes: [0, 2, 3, 1, 4] }), [n / packing, height, width, channels * packing]);
}
