/**
 * One turn of the game: the discriminator, the statistics network and the generator each make one step, in this order, with the partners as they
 * then are. What computes is compiled; a turn changes nothing in place, so that in a loop `advance` disposes what it replaces.
 */
import {
  compile,
  type MlpParams,
  type Optimizer,
  startTraining,
  type Training,
  trainingStep,
  valueAndGrad,
} from '@infograd/autograd';
import { type Random, type Tensor, zeros } from '@infograd/tensor';
import { lossesOf } from './losses.ts';
import { type GeneratorParams, networksOf, type Widths } from './networks.ts';

export interface GameOptions {
  readonly widths: Widths;
  /** Of each network; every one has a state of its own. */
  readonly optimizer: Optimizer;
  /** What the information counts in the generator's loss (β); 0 leaves the statistics network out: a plain GAN. */
  readonly informationWeight: number;
}

/** Plain data: to be saved and resumed like any other state. */
export type Players = {
  readonly generator: Training<GeneratorParams>;
  readonly discriminator: Training<MlpParams>;
  readonly statistics?: {
    readonly training: Training<MlpParams>;
    /** log of the moving average of E[e^T] over marginal pairs. */
    readonly logAverage: Tensor;
  };
};

/** What a turn is played with, all [batch, 2]. */
export interface Batch {
  readonly data: Tensor;
  /** What the samples are made of. */
  readonly noise: Tensor;
  /** Noise drawn independently of `noise`: with the samples it makes the marginal pairs. */
  readonly others: Tensor;
}

/** Scalars of one turn. */
export interface TurnValues {
  readonly discriminator: Tensor;
  readonly generator: Tensor;
  /** The bound on I(samples; noise), in nats, before the statistics network's step. */
  readonly information?: Tensor;
}

export interface Game {
  start(rng: Random): Players;
  turn(players: Players, batch: Batch): { players: Players; values: TurnValues };
  /** Samples [n, 2] for noise [n, 2]. */
  sample(generator: GeneratorParams, noise: Tensor): Tensor;
}

export function gameOf({ widths, optimizer, informationWeight }: GameOptions): Game {
  const networks = networksOf(widths);
  const { discriminatorLoss, statisticsLoss, plainGradient, informedGradient } = lossesOf(networks);
  const sample = compile(networks.generator.apply);
  const stepDiscriminator = trainingStep(optimizer, compile(valueAndGrad(discriminatorLoss)));
  const stepStatistics = trainingStep(optimizer, compile(valueAndGrad(statisticsLoss, { aux: true })));
  const stepPlainGenerator = trainingStep(optimizer, compile(plainGradient));
  const stepInformedGenerator = trainingStep(optimizer, compile(informedGradient));

  return {
    start: (rng) => ({
      generator: startTraining(optimizer, networks.generator.init(rng.fork('generator'))),
      discriminator: startTraining(optimizer, networks.discriminator.init(rng.fork('discriminator'))),
      statistics:
        informationWeight === 0
          ? undefined
          : {
              training: startTraining(optimizer, networks.statistics.init(rng.fork('statistics'))),
              // An untrained network's scores are about 0, and e^0 = 1.
              logAverage: zeros([]),
            },
    }),

    turn({ generator, discriminator, statistics }, { data, noise, others }) {
      const samples = sample(generator.params, noise);
      const d = stepDiscriminator(discriminator, data, samples);
      const ofDiscriminator = d.training.params;
      if (statistics === undefined) {
        const g = stepPlainGenerator(generator, ofDiscriminator, noise);
        return {
          players: { generator: g.training, discriminator: d.training },
          values: { discriminator: d.value, generator: g.loss },
        };
      }
      const t = stepStatistics(statistics.training, statistics.logAverage, samples, noise, others);
      const ofStatistics = t.training.params;
      const g = stepInformedGenerator(generator, ofDiscriminator, ofStatistics, noise, others, informationWeight);
      return {
        players: {
          generator: g.training,
          discriminator: d.training,
          statistics: { training: t.training, logAverage: t.aux.logAverage },
        },
        values: { discriminator: d.value, generator: g.loss, information: t.aux.bound },
      };
    },

    sample,
  };
}
