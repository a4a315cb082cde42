/**
 * A convolutional network that reads MNIST's digits: the judge of what generators and autoencoders make. It is trained once in a run and never sees a
 * generated image. How often it errs on MNIST's test set stands beside every number that it decides.
 */
import {
  adam,
  type ConvParams,
  compile,
  conv2dLayer,
  cosine,
  crossEntropy,
  type Layer,
  type LinearParams,
  linearLayer,
  startTraining,
  type Training,
  trainingStep,
  valueAndGrad,
} from '@infograd/autograd';
import { argmax, max, random, reshape, scope, slice, softmax, sum, type Tensor } from '@infograd/tensor';
import { type Digits, imagesOf, labelsOf, type Mnist, side } from './data/mnist.ts';
import type { Lab } from './runner/lab.ts';

export type DigitClassifierParams = {
  readonly first: ConvParams;
  readonly second: ConvParams;
  readonly hidden: LinearParams;
  readonly logits: LinearParams;
};

const first = conv2dLayer({ inputs: 1, outputs: 16, kernel: 5, stride: 2, padding: 2, activation: 'relu' });
const second = conv2dLayer({ inputs: 16, outputs: 32, kernel: 5, stride: 2, padding: 2, activation: 'relu' });
const hidden = linearLayer({ inputs: 7 * 7 * 32, outputs: 128, activation: 'relu' });
const logits = linearLayer({ inputs: 128, outputs: 10 });

/** Images [n, 28, 28, 1], or any shape with as many elements, from 0 (paper) to 1 (ink), to logits [n, 10]. */
export const digitClassifier: Layer<DigitClassifierParams> = {
  init: (rng, options) => ({
    first: first.init(rng, options),
    second: second.init(rng, options),
    hidden: hidden.init(rng, options),
    logits: logits.init(rng, options),
  }),
  apply: (params, images) =>
    scope(() => {
      const n = images.shape[0];
      const maps = second.apply(params.second, first.apply(params.first, reshape(images, [n, side, side, 1])));
      return logits.apply(params.logits, hidden.apply(params.hidden, reshape(maps, [n, 7 * 7 * 32])));
    }),
};

export interface DigitClassifierSettings {
  readonly steps: number;
  readonly batch: number;
}

interface State {
  readonly classifier: Training<DigitClassifierParams>;
  readonly loss: number;
}

/**
 * Parameters trained on MNIST's training images, on batches drawn with replacement; taken from the run's folder if they are there.
 *
 * @returns parameters that the caller owns
 */
export function trainDigitClassifier(
  lab: Lab,
  { train }: Mnist,
  { steps, batch }: DigitClassifierSettings,
): Promise<DigitClassifierParams> {
  const rng = random(lab.seed).fork('digit classifier');
  const optimizer = adam({ learningRate: cosine({ from: 0.002, steps }) });
  const loss = (params: DigitClassifierParams, images: Tensor, labels: Tensor) =>
    crossEntropy(digitClassifier.apply(params, images), labels);
  const step = trainingStep(optimizer, compile(valueAndGrad(loss)));

  return lab.model('digit-classifier', async (part) => {
    const { classifier } = await part.train<State>({
      steps,
      start: () => ({ classifier: startTraining(optimizer, digitClassifier.init(rng.fork('start'))), loss: 0 }),
      step(before, index) {
        const rows = rng.fork(index).integers(batch, train.count);
        const { training, value } = step(before.classifier, imagesOf(train, rows), labelsOf(train, rows));
        return { classifier: training, loss: value.itemSync() };
      },
      describe: (state) => `cross-entropy ${state.loss.toFixed(3)}`,
    });
    return classifier.params;
  });
}

export interface Reading {
  /** [n], 0 to 9. */
  readonly digits: Uint8Array;
  /** The probability that the classifier gives the digit it reads, on average over the images: near 1 where they look like MNIST's. */
  readonly confidence: number;
}

/** What the classifier reads, image by image; the images as `digitClassifier` takes them. */
export function read(params: DigitClassifierParams, images: Tensor): Reading {
  const n = images.shape[0];
  const digits = new Uint8Array(n);
  let total = 0;
  for (let start = 0; start < n; start += chunk) {
    scope(() => {
      const part = slice(images, { start: [start], stop: [Math.min(n, start + chunk)] });
      const probabilities = softmax(digitClassifier.apply(params, part));
      digits.set(argmax(probabilities, { axis: -1 }).dataSync() as Int32Array, start);
      total += sum(max(probabilities, { axis: -1 })).itemSync();
    });
  }
  return { digits, confidence: total / n };
}

/** The digits alone. */
export function classify(params: DigitClassifierParams, images: Tensor): Uint8Array {
  return read(params, images).digits;
}

/** The share of images that the classifier reads as their labels say. */
export function accuracyOf(params: DigitClassifierParams, digits: Digits): number {
  const rows = Array.from({ length: digits.count }, (_, row) => row);
  const found = scope(() => classify(params, imagesOf(digits, rows)));
  return rows.filter((row) => found[row] === digits.labels[row]).length / digits.count;
}

/** Images at a time: the windows of thousands would fill the memory. */
const chunk = 500;
