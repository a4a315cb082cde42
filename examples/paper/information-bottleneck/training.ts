/**
 * One step of the bottleneck: the batch is encoded once; where information is estimated, the statistics network makes a step on these codes; then the
 * classifier makes one against it. The loss is differentiated at what the encoder gave, and that derivative pulled back to the encoder's weights.
 */
import {
  adam,
  compile,
  startTraining,
  stepDecay,
  type Training,
  trainingStep,
  valueAndGrad,
  vjp,
  type WeightAverageState,
  weightAverage,
} from '@infograd/autograd';
import { mine } from '@infograd/mine';
import type { Random, Tensor } from '@infograd/tensor';
import { bottleneckLoss } from './losses.ts';
import {
  type ClassifierParams,
  type CodeNoise,
  classifier as classifierOf,
  type StatisticsNoise,
  type StatisticsParams,
  statisticsNetwork,
  type Widths,
} from './networks.ts';
import type { Variant } from './variants.ts';

export interface Schedule {
  readonly stepsPerEpoch: number;
  /** Of the classifier in its first two epochs; × 0.97 after every two. */
  readonly learningRate: number;
  /** Of the statistics network. */
  readonly statisticsRate: number;
  /** What stays of the average of the weights in a step. */
  readonly averageDecay: number;
}

/** Everything that a training carries from step to step. */
export interface BottleneckState {
  readonly classifier: Training<ClassifierParams>;
  /** Of the classifier's weights. */
  readonly average: WeightAverageState<ClassifierParams>;
  readonly statistics?: StatisticsState;
}

export interface StatisticsState {
  readonly training: Training<StatisticsParams>;
  /** log of the moving average of E_Q[e^T]; there is none before the first step. */
  readonly logAverage?: Tensor;
}

export interface Batch {
  /** [rows, pixels], from -1 to 1. */
  readonly x: Tensor;
  /** int32 [rows] */
  readonly labels: Tensor;
}

export interface BottleneckStep {
  readonly state: BottleneckState;
  /** Nats, of this batch before the step. */
  readonly crossEntropy: Tensor;
  readonly information?: Tensor;
}

/** Weight of a new batch in the moving average of E_Q[e^T]. */
const averageRate = 0.006;

/** What stands between the encoder's outputs and the loss. */
type Head = { readonly encoded: Tensor; readonly decoder: ClassifierParams['decoder'] };

export interface BottleneckTraining {
  start(rng: Random): BottleneckState;
  /** @param rng a generator of this step's own */
  step(before: BottleneckState, batch: Batch, rng: Random): BottleneckStep;
}

export function bottleneckTraining(variant: Variant, widths: Widths, schedule: Schedule): BottleneckTraining {
  const classifier = classifierOf(variant, widths);
  const statistics = statisticsNetwork(widths);
  const { learningRate, statisticsRate, stepsPerEpoch, averageDecay } = schedule;
  const optimizer = adam({
    learningRate: stepDecay({ from: learningRate, factor: 0.97, every: 2 * stepsPerEpoch }),
    beta1: 0.5,
  });
  const averaging = weightAverage({ decay: averageDecay, warmup: true });
  const statisticsOptimizer = adam({ learningRate: statisticsRate, beta1: 0.5 });

  // T raises the bound; the codes are data to it.
  const stepStatistics = trainingStep(
    statisticsOptimizer,
    compile(
      valueAndGrad(
        (t: StatisticsParams, x: Tensor, code: Tensor, noise: StatisticsNoise, logAverage?: Tensor) => {
          const { joint, marginal } = statistics.scores(t, x, code, noise);
          const { loss, ...others } = mine(joint, marginal, logAverage, { rate: averageRate });
          return [loss, others.logAverage] as const;
        },
        { aux: true },
      ),
    ),
  );

  // The classifier lowers the cross-entropy and the bound; T is a constant to it.
  const differentiateHead = compile(
    valueAndGrad(
      (
        { encoded, decoder }: Head,
        { x, labels }: Batch,
        noise: CodeNoise,
        partner?: { t: StatisticsParams; noise: StatisticsNoise },
      ) => {
        const code = classifier.code(encoded, noise);
        const logits = classifier.decode(decoder, code);
        const scores = partner && statistics.scores(partner.t, x, code, partner.noise);
        const { loss, ...measured } = bottleneckLoss(variant, labels, { logits, encoded, scores });
        return [loss, measured] as const;
      },
      { aux: true },
    ),
  );

  const advanceStatistics = (before: StatisticsState, x: Tensor, code: Tensor, rng: Random): StatisticsState => {
    const noise = statistics.drawNoise(rng, x.shape[0]);
    const { training, aux } = stepStatistics(before.training, x, code, noise, before.logAverage);
    return { training, logAverage: aux };
  };

  return {
    start(rng) {
      const training = startTraining(optimizer, classifier.init(rng));
      const average = averaging.init(training.params);
      if (variant.penalty !== 'mine') return { classifier: training, average };
      const t = statistics.init(rng.fork('statistics'));
      return { classifier: training, average, statistics: { training: startTraining(statisticsOptimizer, t) } };
    },

    step(before, batch, rng) {
      const { params, state } = before.classifier;
      const rows = batch.x.shape[0];
      const noise = classifier.drawNoise(rng.fork('code'), rows);
      const { value: encoded, pullback } = vjp(
        (encoder) => classifier.encode(encoder, batch.x, noise, rng.fork('dropout')),
        params.encoder,
      );
      const ofStatistics =
        before.statistics &&
        advanceStatistics(before.statistics, batch.x, classifier.code(encoded, noise), rng.fork('statistics'));
      const partner = ofStatistics && {
        t: ofStatistics.training.params,
        noise: statistics.drawNoise(rng.fork('penalty'), rows),
      };
      const { grads, aux } = differentiateHead({ encoded, decoder: params.decoder }, batch, noise, partner);
      const next = optimizer.update(params, { encoder: pullback(grads.encoded), decoder: grads.decoder }, state);
      return {
        state: {
          classifier: next,
          average: averaging.update(before.average, next.params),
          statistics: ofStatistics,
        },
        ...aux,
      };
    },
  };
}
