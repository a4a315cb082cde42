/**
 * Bi-directional adversarial models. An encoder draws codes z for data x, a decoder draws data for codes of the prior, and a discriminator is to tell
 * the pairs of one from those of the other; where it cannot, each network inverts the other. Adversarially learned inference (ALI) is that alone.
 * ALICE asks besides that an image's reconstruction be the image, by squared error or by a second discriminator. MINE instead raises the information
 * between data and codes, which bounds the reconstruction error from above together with the adversarial loss (Belghazi et al., section 5.2).
 */
import {
  adam,
  adaptiveClip,
  binaryCrossEntropy,
  compile,
  grad,
  type LayerActivation,
  type MlpParams,
  startTraining,
  type Training,
  trainingStep,
  treeMap,
  valueAndGrad,
  type WeightAverageState,
  weightAverage,
} from '@infograd/autograd';
import type { Critic, SeparableParams } from '@infograd/mine';
import { add, concat, mean, mul, neg, type Random, slice, square, sub, type Tensor } from '@infograd/tensor';
import type { Autoencoder, AutoencoderNetworks } from './autoencoder.ts';
import { informationBound } from './information-bound.ts';
import type { NoisyMlp } from './noisy-mlp.ts';
import type { NormalizedMlpParams } from './normalized-mlp.ts';

export const methods = ['ALI', 'ALICE (l2)', 'ALICE (adversarial)', 'MINE'] as const;
export type Method = (typeof methods)[number];

export interface Networks extends AutoencoderNetworks {
  /** Scores of pairs [x, z], high for the encoder's. */
  readonly discriminator: NoisyMlp;
  /** MINE's statistics network: scores of all pairs of x and z. */
  readonly statistics: Critic<SeparableParams>;
  /** Scores of pairs [x, x'], high where x' is x: ALICE's second discriminator. */
  readonly pairs: NoisyMlp;
}

/** Of the two networks whose outputs' inner product scores a pair. */
export interface StatisticsSettings {
  readonly hidden: readonly number[];
  readonly embedding: number;
  readonly activation: LayerActivation;
}

export interface Recipe {
  readonly networks: Networks;
  readonly method: Method;
  readonly codes: number;
  /** Of a code around its mean; fixed, so that the entropy of a code given its image is too. The prior's is 1. */
  readonly codeNoise: number;
  readonly learningRate: number;
  readonly beta1: number;
  /** Decay of the average of weights. */
  readonly averaging: number;
  /** Of the statistics network. */
  readonly statisticsRate: number;
  /** β, the weight of the information, before its gradient is clipped to the norm of the adversarial one. */
  readonly informationWeight: number;
  /** Of ALICE's additional loss. */
  readonly cycleWeight: number;
}

/** Everything that goes from one step to the next. */
export interface Players {
  readonly autoencoder: Training<Autoencoder>;
  /** Of the encoder's and decoder's weights, to evaluate with: it wavers less than they do. */
  readonly averaged: WeightAverageState<Autoencoder>;
  readonly discriminator: Training<MlpParams>;
  /** MINE's alone. */
  readonly statistics?: Training<SeparableParams>;
  /** The bound of the last batch, in nats. */
  readonly information?: Tensor;
  /** Those of ALICE (adversarial) alone. */
  readonly pairs?: Training<MlpParams>;
}

/** What the steps of one turn share: data, codes of the prior, and the noise that makes codes of means. */
interface Batch {
  readonly x: Tensor;
  readonly prior: Tensor;
  readonly codeNoise: Tensor;
}

export interface Model {
  start(rng: Random): Players;
  /** One step of every network on a batch of data [n, d]. */
  turn(players: Players, x: Tensor, rng: Random): Players;
}

export function bidirectionalModel(recipe: Recipe): Model {
  const {
    networks,
    method,
    codes,
    codeNoise,
    learningRate,
    statisticsRate,
    beta1,
    averaging,
    informationWeight,
    cycleWeight,
  } = recipe;
  const { encoder, decoder, discriminator, statistics, pairs } = networks;
  const optimizer = adam({ learningRate, beta1 });
  const average = weightAverage({ decay: averaging, warmup: true });
  const statisticsOptimizer = adam({ learningRate: statisticsRate, beta1 });
  const encoded = (params: NormalizedMlpParams, batch: Batch) => add(encoder.apply(params, batch.x), batch.codeNoise);

  // The discriminators: the encoder's pairs are 1, the decoder's are 0; an image with itself is 1, with its reconstruction 0.

  const samples = compile((params: Autoencoder, batch: Batch) => {
    const code = encoded(params.encoder, batch);
    const image = decoder.apply(params.decoder, batch.prior);
    // Reconstructions are for ALICE's second discriminator alone.
    return { code, image, again: method === 'ALICE (adversarial)' ? decoder.apply(params.decoder, code) : batch.x };
  });
  const tellingApart = (network: NoisyMlp) =>
    trainingStep(
      optimizer,
      compile(
        valueAndGrad((params: MlpParams, ones: Tensor, zeros: Tensor, noise: Tensor[]) => {
          return crossEntropies(network.apply(params, concat([ones, zeros]), noise), [1, 0]);
        }),
      ),
    );
  const stepDiscriminator = tellingApart(discriminator);
  const stepPairs = tellingApart(pairs);

  // The statistics network: each image with its own code, against each image with every other's.

  const informationOf = (params: SeparableParams, x: Tensor, code: Tensor) =>
    informationBound(statistics, params, x, code);
  const stepStatistics = trainingStep(
    statisticsOptimizer,
    compile(valueAndGrad((params: SeparableParams, x: Tensor, code: Tensor) => neg(informationOf(params, x, code)))),
  );

  // Encoder and decoder: each pair is to be taken for the other's (the non-saturating loss), and the method's own term is added.

  const adversarialLoss = (
    params: Autoencoder,
    critics: { discriminator: MlpParams; pairs?: MlpParams },
    batch: Batch,
    noise: { discriminator: Tensor[]; pairs: Tensor[] },
  ) => {
    const code = encoded(params.encoder, batch);
    const image = decoder.apply(params.decoder, batch.prior);
    const scores = discriminator.apply(
      critics.discriminator,
      concat([concat([batch.x, code], 1), concat([image, batch.prior], 1)]),
      noise.discriminator,
    );
    const loss = crossEntropies(scores, [0, 1]);
    if (method === 'ALICE (l2)') {
      return add(loss, mul(mean(square(sub(decoder.apply(params.decoder, code), batch.x))), cycleWeight));
    }
    if (critics.pairs !== undefined) {
      const again = concat([batch.x, decoder.apply(params.decoder, code)], 1);
      return add(loss, mul(binaryCrossEntropy(pairs.apply(critics.pairs, again, noise.pairs), 1), cycleWeight));
    }
    return loss;
  };
  const informationLoss = (params: NormalizedMlpParams, critic: SeparableParams, batch: Batch) =>
    mul(neg(informationOf(critic, batch.x, encoded(params, batch))), informationWeight);
  const stepAutoencoder = trainingStep(
    optimizer,
    compile(
      (
        params: Autoencoder,
        critics: { discriminator: MlpParams; pairs?: MlpParams; statistics?: SeparableParams },
        batch: Batch,
        noise: { discriminator: Tensor[]; pairs: Tensor[] },
      ) => {
        const { value, grads } = valueAndGrad(adversarialLoss)(params, critics, batch, noise);
        if (critics.statistics === undefined) return { value, grads };
        const information = grad(informationLoss)(params.encoder, critics.statistics, batch);
        const clipped = adaptiveClip(information, grads.encoder).grads;
        return { value, grads: { ...grads, encoder: treeMap(add, grads.encoder, clipped) } };
      },
    ),
  );

  return {
    start(rng) {
      const started = (network: NoisyMlp, name: string) => startTraining(optimizer, network.init(rng.fork(name)));
      const params = { encoder: encoder.init(rng.fork('encoder')), decoder: decoder.init(rng.fork('decoder')) };
      return {
        autoencoder: startTraining(optimizer, params),
        averaged: average.init(params),
        discriminator: started(discriminator, 'discriminator'),
        statistics:
          method === 'MINE' ? startTraining(statisticsOptimizer, statistics.init(rng.fork('statistics'))) : undefined,
        pairs: method === 'ALICE (adversarial)' ? started(pairs, 'pairs') : undefined,
      };
    },

    turn(before, x, rng) {
      const rows = x.shape[0];
      // Every purpose has a generator of its own, so that all methods see the same noise.
      const noiseOf = (network: NoisyMlp, purpose: string, count: number) => network.noise(rng.fork(purpose), count);
      const batch: Batch = {
        x,
        prior: rng.fork('prior').normal([rows, codes]),
        codeNoise: rng.fork('code').normal([rows, codes], { stdDev: codeNoise }),
      };
      const { code, image, again } = samples(before.autoencoder.params, batch);
      const telling = stepDiscriminator(
        before.discriminator,
        concat([x, code], 1),
        concat([image, batch.prior], 1),
        noiseOf(discriminator, 'discriminator', 2 * rows),
      ).training;
      const measuring = before.statistics && stepStatistics(before.statistics, x, code);
      const comparing =
        before.pairs &&
        stepPairs(before.pairs, concat([x, x], 1), concat([x, again], 1), noiseOf(pairs, 'pairs', 2 * rows)).training;
      const critics = {
        discriminator: telling.params,
        statistics: measuring?.training.params,
        pairs: comparing?.params,
      };
      const noise = {
        discriminator: noiseOf(discriminator, 'discriminator of the autoencoder', 2 * rows),
        pairs: comparing ? noiseOf(pairs, 'pairs of the autoencoder', rows) : [],
      };
      const autoencoder = stepAutoencoder(before.autoencoder, critics, batch, noise).training;
      return {
        autoencoder,
        averaged: average.update(before.averaged, autoencoder.params),
        discriminator: telling,
        statistics: measuring?.training,
        information: measuring && neg(measuring.value),
        pairs: comparing,
      };
    },
  };
}

/** Of scores [2 n, 1], whose halves are to be told apart. */
function crossEntropies(scores: Tensor, [first, second]: readonly [0 | 1, 0 | 1]): Tensor {
  const half = scores.shape[0] / 2;
  return add(
    binaryCrossEntropy(slice(scores, { stop: [half] }), first),
    binaryCrossEntropy(slice(scores, { start: [half] }), second),
  );
}
