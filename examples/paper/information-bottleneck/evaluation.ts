/**
 * What a classifier does with images that training did not see: how many it takes for another digit, from one code each or from the average over
 * several, and how much the codes tell about the images.
 */
import { donskerVaradhan } from '@infograd/mine';
import { argmax, concat, mean, type Random, softmax, stack, type Tensor, tidy } from '@infograd/tensor';
import { type Digits, imagesOf } from '../data/mnist.ts';
import { gaussianKl } from './losses.ts';
import type { Classifier, ClassifierParams, Scores, StatisticsNetwork, StatisticsParams } from './networks.ts';

/** Images that are worked on at a time. */
const batch = 1000;

/** Images as the networks see them, from -1 to 1. */
export function inputsOf(digits: Digits, rows: ArrayLike<number>): Tensor {
  return imagesOf(digits, rows, [-1, 1]);
}

export interface Errors {
  /** Per cent, from one code an image. */
  readonly single: number;
  /** Per cent, from the class probabilities averaged over several codes an image. */
  readonly averaged: number;
}

/** @param draws codes an image, for `averaged` */
export function testErrors(
  classifier: Classifier,
  params: ClassifierParams,
  digits: Digits,
  { draws, rng }: { draws: number; rng: Random },
): Errors {
  const wrong = { single: 0, averaged: 0 };
  for (const rows of batchesOf(upTo(digits.count))) {
    tidy(() => {
      const probabilities = classProbabilities(classifier, params, inputsOf(digits, rows), { draws, rng });
      wrong.single += countWrong(probabilities[0], digits, rows);
      wrong.averaged += countWrong(averageOf(probabilities), digits, rows);
    });
  }
  const perCent = 100 / digits.count;
  return { single: wrong.single * perCent, averaged: wrong.averaged * perCent };
}

/** Class probabilities [rows, 10], once for each code that is drawn. */
export function classProbabilities(
  classifier: Classifier,
  { encoder, decoder }: ClassifierParams,
  x: Tensor,
  { draws, rng }: { draws: number; rng: Random },
): Tensor[] {
  let encoded: Tensor | undefined;
  return Array.from({ length: draws }, () => {
    const noise = classifier.drawNoise(rng, x.shape[0]);
    // Noise on the code leaves what the encoder makes of an image as it is.
    if (encoded === undefined || noise.input) encoded = classifier.encode(encoder, x, noise);
    return softmax(classifier.decode(decoder, classifier.code(encoded, noise)));
  });
}

export function averageOf(probabilities: readonly Tensor[]): Tensor {
  return mean(stack([...probabilities]), { axis: 0 });
}

function countWrong(probabilities: Tensor, { labels }: Digits, rows: readonly number[]): number {
  const chosen = argmax(probabilities, { axis: -1 }).dataSync();
  return rows.filter((row, place) => chosen[place] !== labels[row]).length;
}

/**
 * The Donsker-Varadhan bound of a statistics network, in nats, over all images at once: one mean over joint pairs, one over marginal ones.
 *
 * @param rng draws the order of the images, which makes the marginal pairs, and the noise
 */
export function testBound(
  classifier: Classifier,
  { encoder }: ClassifierParams,
  statistics: { network: StatisticsNetwork; params: StatisticsParams },
  digits: Digits,
  rng: Random,
): number {
  return tidy(() => {
    const order = rng.permutation(digits.count).dataSync();
    const scores = batchesOf(Array.from(order)).map(
      (rows): Scores =>
        tidy(() => {
          const x = inputsOf(digits, rows);
          const noise = classifier.drawNoise(rng, rows.length);
          const code = classifier.code(classifier.encode(encoder, x, noise), noise);
          return statistics.network.scores(statistics.params, x, code, statistics.network.drawNoise(rng, rows.length));
        }),
    );
    const joint = concat(scores.map((each) => each.joint));
    return donskerVaradhan(joint, concat(scores.map((each) => each.marginal))).itemSync();
  });
}

/** The mean divergence of Gaussian codes from N(0, I), in nats: at least the information between image and code. */
export function testKl(classifier: Classifier, { encoder }: ClassifierParams, digits: Digits): number {
  const sums = batchesOf(upTo(digits.count)).map((rows) =>
    tidy(() => gaussianKl(classifier.encode(encoder, inputsOf(digits, rows), {})).itemSync() * rows.length),
  );
  return sums.reduce((a, b) => a + b, 0) / digits.count;
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, row) => row);
}

function batchesOf(rows: readonly number[]): number[][] {
  return Array.from({ length: Math.ceil(rows.length / batch) }, (_, index) =>
    rows.slice(index * batch, (index + 1) * batch),
  );
}
