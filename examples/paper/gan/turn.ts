/**
 * One turn of the game: the discriminator, the statistics network and the generator each make their steps, in this order, with the partners as they
 * then are. What computes is compiled; a turn changes nothing in place, so that in a loop `advance` disposes what it replaces.
 */
import {
  compile,
  type Optimizer,
  startTraining,
  type Training,
  type Tree,
  trainingStep,
  valueAndGrad,
} from '@infograd/autograd';
import { type Random, type Tensor, zeros } from '@infograd/tensor';
import { type LossOptions, lossesOf, type Networks } from './losses.ts';

export interface GameOptions<G extends Tree, D extends Tree, T extends Tree> extends LossOptions {
  readonly networks: Networks<G, D, T>;
  /** Of each network; every one has a state of its own. */
  readonly optimizer: Optimizer;
  /** Of the statistics network, where it has another one. */
  readonly statisticsOptimizer?: Optimizer;
  /** What the information counts in the generator's loss (β); 0 leaves the statistics network out: a plain GAN. */
  readonly informationWeight: number;
  /** Steps that the generator makes in a turn; 1 when left out. */
  readonly generatorSteps?: number;
}

/** Plain data: to be saved and resumed like any other state. */
export type Players<G extends Tree, D extends Tree, T extends Tree> = {
  readonly generator: Training<G>;
  readonly discriminator: Training<D>;
  readonly statistics?: {
    readonly training: Training<T>;
    /** log of the moving average of E[e^T] over marginal pairs. */
    readonly logAverage: Tensor;
  };
};

/** What a turn is played with. */
export interface Draws {
  readonly data: Tensor;
  /**
   * Noise for as many samples, drawn anew at each call. It is told what the noise is for, so that a plain game can draw the same as one with
   * information: samples for the partners to learn from, samples of each of the generator's steps, and for either the noise that makes marginal pairs.
   */
  noise(purpose: string): Tensor;
}

/** Scalars of one turn. */
export interface TurnValues {
  readonly discriminator: Tensor;
  /** Of the generator's last step. */
  readonly generator: Tensor;
  /** The bound on I(samples; noise), in nats, before the statistics network's step. */
  readonly information?: Tensor;
}

export interface Game<G extends Tree, D extends Tree, T extends Tree> {
  start(rng: Random): Players<G, D, T>;
  turn(players: Players<G, D, T>, draws: Draws): { players: Players<G, D, T>; values: TurnValues };
  /** Samples for noise, a row each. */
  sample(generator: G, noise: Tensor): Tensor;
}

export function gameOf<G extends Tree, D extends Tree, T extends Tree>({
  networks,
  optimizer,
  statisticsOptimizer = optimizer,
  informationWeight,
  generatorSteps = 1,
  ...lossOptions
}: GameOptions<G, D, T>): Game<G, D, T> {
  const losses = lossesOf(networks, lossOptions);
  const sample = compile(networks.generator.apply);
  const stepDiscriminator = trainingStep(optimizer, compile(valueAndGrad(losses.discriminatorLoss)));
  const stepStatistics = trainingStep(statisticsOptimizer, compile(valueAndGrad(losses.statisticsLoss, { aux: true })));
  const stepPlainGenerator = trainingStep(optimizer, compile(losses.plainGradient));
  const stepInformedGenerator = trainingStep(optimizer, compile(losses.informedGradient));

  return {
    start: (rng) => ({
      generator: startTraining(optimizer, networks.generator.init(rng.fork('generator'))),
      discriminator: startTraining(optimizer, networks.discriminator.init(rng.fork('discriminator'))),
      statistics:
        informationWeight === 0
          ? undefined
          : {
              training: startTraining(statisticsOptimizer, networks.statistics.init(rng.fork('statistics'))),
              // An untrained network's scores are about 0, and e^0 = 1.
              logAverage: zeros([]),
            },
    }),

    turn({ generator, discriminator, statistics }, { data, noise }) {
      const own = noise('samples');
      const samples = sample(generator.params, own);
      const d = stepDiscriminator(discriminator, data, samples);
      const ofDiscriminator = d.training.params;
      const t =
        statistics && stepStatistics(statistics.training, statistics.logAverage, samples, own, noise('marginal'));
      // The generator meets its partners on noise that they have not just learned from: of samples that they have, they promise too much.
      const stepGenerator = (training: Training<G>, step: number) => {
        const fresh = noise(`samples of the generator ${step}`);
        if (t === undefined) return stepPlainGenerator(training, ofDiscriminator, fresh);
        const others = noise(`marginal of the generator ${step}`);
        const ofStatistics = t.training.params;
        return stepInformedGenerator(training, ofDiscriminator, ofStatistics, fresh, others, informationWeight);
      };
      let g = stepGenerator(generator, 0);
      for (let step = 1; step < generatorSteps; step++) g = stepGenerator(g.training, step);
      return {
        players: {
          generator: g.training,
          discriminator: d.training,
          statistics: t && { training: t.training, logAverage: t.aux.logAverage },
        },
        values: { discriminator: d.value, generator: g.loss, information: t?.aux.bound },
      };
    },

    sample,
  };
}
