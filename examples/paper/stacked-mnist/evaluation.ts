/**
 * What a generator is measured by: the digits that the classifier reads in each channel of its images, and how evenly the triples fall on the thousand
 * kinds. Real stacks go the same way, which gives the values that no generator is expected to beat.
 */
import { add, div, type Random, reshape, scope, type Tensor, transpose } from '@infograd/tensor';
import { type Digits, imagesOf, side } from '../data/mnist.ts';
import { type DigitClassifierParams, type Reading, read } from '../digit-classifier.ts';
import { drawNoise } from './game.ts';
import { countModes, type ModeCount } from './modes.ts';
import { channels } from './networks.ts';
import { drawStacks } from './stacks.ts';

export interface Evaluation extends ModeCount {
  /** The probability that the classifier gives the digits it reads, on average. */
  readonly confidence: number;
}

/** Images that are made at a time, and whose batch normalization goes by the same statistics. */
const chunk = 500;

/**
 * Measures a generator, chunk by chunk: iterate to have it done, and to do something else between the chunks.
 *
 * @param generate images [n, 28, 28, 3] between -1 and 1 of noise [n, 100]
 * @param images how many to make
 * @returns a generator that yields how many images there are already, and returns the evaluation
 */
export function* evaluation(
  generate: (noise: Tensor) => Tensor,
  classifier: DigitClassifierParams,
  rng: Random,
  images: number,
): Generator<number, Evaluation> {
  const digits = new Uint8Array(channels * images);
  let confidence = 0;
  for (let start = 0; start < images; start += chunk) {
    const count = Math.min(chunk, images - start);
    const reading = scope(() => readChannels(classifier, generate(drawNoise(rng, count))));
    digits.set(reading.digits, channels * start);
    confidence += (reading.confidence * count) / images;
    yield start + count;
  }
  return { ...countModes(digits), confidence };
}

/** Drives an evaluation to its end without a pause. */
export function finished(steps: Generator<number, Evaluation>): Evaluation {
  let next = steps.next();
  while (!next.done) next = steps.next();
  return next.value;
}

/** The digits in each channel of images between -1 and 1: [n, 3], row by row. */
export function readChannels(classifier: DigitClassifierParams, images: Tensor): Reading {
  const [n] = images.shape;
  return scope(() => {
    const single = reshape(transpose(images, { axes: [0, 3, 1, 2] }), [channels * n, side, side, 1]);
    return read(classifier, div(add(single, 1), 2));
  });
}

/** The evaluation of real stacks: each digit is read once, and its reading counts wherever it stands. */
export function evaluateReal(
  classifier: DigitClassifierParams,
  digits: Digits,
  rng: Random,
  images: number,
): Evaluation {
  const { rows } = drawStacks(rng, digits, images);
  const needed = [...new Set(rows)];
  const reading = scope(() => read(classifier, imagesOf(digits, needed)));
  const digitOf = new Map(needed.map((row, index) => [row, reading.digits[index]]));
  const triples = Array.from(rows, (row) => digitOf.get(row)!);
  return { ...countModes(triples), confidence: reading.confidence };
}
