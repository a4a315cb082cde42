/** One run: a variant trained from one seed, and its curve, epoch by epoch. */
import { type Random, random, reference } from '@infograd/tensor';
import { type Digits, labelsOf, type Mnist } from '../data/mnist.ts';
import type { Lab } from '../runner/lab.ts';
import { type Errors, inputsOf, testBound, testErrors, testKl } from './evaluation.ts';
import { classifier as classifierOf, statisticsNetwork, type Widths } from './networks.ts';
import { type BottleneckState, bottleneckTraining } from './training.ts';
import { type Variant, type VariantName, variantNamed } from './variants.ts';

export interface Settings {
  /** How many seeds each variant is trained with. */
  readonly seeds: Readonly<Record<VariantName, number>>;
  readonly epochs: number;
  /** Images to train on and to test on. */
  readonly trainingImages: number;
  readonly testImages: number;
  readonly batch: number;
  readonly widths: Widths;
  readonly learningRate: number;
  readonly statisticsRate: number;
  readonly averageDecay: number;
  /** Codes an image that predictions are averaged over. */
  readonly draws: number;
  /** Epochs from one full evaluation to the next; the others have one code an image. */
  readonly evaluateEvery: number;
}

/** Errors are per cent of test images; the weights are averaged ones unless said. */
export interface Epoch {
  /** From 1. */
  readonly epoch: number;
  /** Mean over the epoch's batches, nats. */
  readonly crossEntropy: number;
  /** That of the bound on the information, where there is one. */
  readonly information?: number;
  /** From one code an image. */
  readonly single: number;
  /** From several codes an image; as `single`, where the code is a function of the image. */
  readonly averaged?: number;
  /** From one code an image and the weights as they are. */
  readonly latestWeights?: number;
  /** The bound on the information on test images, with the weights as they are. */
  readonly testInformation?: number;
}

export interface Run {
  readonly variant: VariantName;
  readonly seed: number;
  readonly testImages: number;
  readonly curve: readonly Epoch[];
}

interface State {
  readonly networks: BottleneckState;
  readonly curve: readonly Epoch[];
  /** Over the batches of this epoch so far. */
  readonly sums: { readonly crossEntropy: number; readonly information: number };
}

const noSums = { crossEntropy: 0, information: 0 };

export function trainVariant(
  settings: Settings,
  lab: Lab,
  mnist: Mnist,
  { variant: name, seed }: Pick<Run, 'variant' | 'seed'>,
): Promise<Run> {
  const variant = variantNamed(name);
  const { batch, epochs } = settings;
  const stepsPerEpoch = Math.floor(settings.trainingImages / batch);
  const training = bottleneckTraining(variant, settings.widths, { ...settings, stepsPerEpoch });
  // Variants of one seed see the same batches, and start from the same weights where their shapes agree.
  const rng = random(seed).fork('information bottleneck');
  const order = epochOrder(rng, settings.trainingImages);
  const evaluate = evaluation(variant, settings, first(mnist.test, settings.testImages), rng);

  return lab.part(`${name}-seed-${seed}`, async (part) => {
    const { curve } = await part.train<State>({
      steps: epochs * stepsPerEpoch,
      start: () => ({ networks: training.start(rng.fork('start')), curve: [], sums: noSums }),
      step({ networks, curve, sums }, index) {
        const epoch = Math.floor(index / stepsPerEpoch) + 1;
        const place = index % stepsPerEpoch;
        const rows = order(epoch).subarray(place * batch, (place + 1) * batch);
        const images = { x: inputsOf(mnist.train, rows), labels: labelsOf(mnist.train, rows) };
        const { state, crossEntropy, information } = training.step(networks, images, rng.fork(index));
        const total = {
          crossEntropy: sums.crossEntropy + crossEntropy.itemSync(),
          information: sums.information + (information?.itemSync() ?? 0),
        };
        if (place < stepsPerEpoch - 1) return { networks: state, curve, sums: total };
        const ended: Epoch = {
          epoch,
          crossEntropy: total.crossEntropy / stepsPerEpoch,
          information: information && total.information / stepsPerEpoch,
          ...evaluate(state, epoch),
        };
        return { networks: state, curve: [...curve, ended], sums: noSums };
      },
      describe: ({ curve }) => describeEpoch(curve.at(-1)),
    });
    return { variant: name, seed, testImages: settings.testImages, curve };
  });
}

/** What there is to say of the networks at the end of an epoch. */
function evaluation(variant: Variant, settings: Settings, digits: Digits, rng: Random) {
  const classifier = classifierOf(variant, settings.widths);
  const network = statisticsNetwork(settings.widths);
  const { evaluateEvery, epochs } = settings;
  const draws = variant.code === 'deterministic' ? 1 : settings.draws;

  return (
    { classifier: { params }, average: { average }, statistics }: BottleneckState,
    epoch: number,
  ): Partial<Epoch> & Pick<Errors, 'single'> => {
    const noise = (label: string) => ({ rng: rng.fork(`${label} ${epoch}`) });
    const full = epoch === 1 || epoch === epochs || epoch % evaluateEvery === 0;
    if (!full) return { single: testErrors(classifier, average, digits, { draws: 1, ...noise('test') }).single };
    const bound = () =>
      statistics &&
      testBound(classifier, params, { network, params: statistics.training.params }, digits, noise('pairs').rng);
    return {
      ...testErrors(classifier, average, digits, { draws, ...noise('test') }),
      latestWeights: testErrors(classifier, params, digits, { draws: 1, ...noise('latest') }).single,
      testInformation: variant.penalty === 'kl' ? testKl(classifier, params, digits) : bound(),
    };
  };
}

/** The rows of an epoch, in its own order. */
function epochOrder(rng: Random, count: number): (epoch: number) => Int32Array {
  let last = { epoch: 0, rows: new Int32Array(0) };
  return (epoch) => {
    if (last.epoch !== epoch) {
      const order = rng.fork(`epoch ${epoch}`).permutation(count, { backend: reference() });
      last = { epoch, rows: order.dataSync() as Int32Array<ArrayBuffer> };
      order.dispose();
    }
    return last.rows;
  };
}

function first({ pixels, labels }: Digits, count: number): Digits {
  return { count, pixels, labels };
}

function describeEpoch(epoch: Epoch | undefined): string {
  if (epoch === undefined) return 'first epoch';
  const information = epoch.information === undefined ? '' : `, ${epoch.information.toFixed(2)} nats`;
  return `epoch ${epoch.epoch}: ${(epoch.averaged ?? epoch.single).toFixed(2)} % wrong${information}`;
}
