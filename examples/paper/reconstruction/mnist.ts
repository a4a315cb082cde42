/**
 * Reconstructing MNIST: each method's networks are trained on the training images, and judged by how near the test images' reconstructions come, by
 * what a classifier reads in them, and by their structural similarity. Two stand-ins for a reconstruction, which no network makes, show what the
 * three numbers are worth.
 */
import { disposeTree } from '@infograd/autograd';
import { separableCritic } from '@infograd/mine';
import { add, div, mean as meanOf, random, reshape, scope, type Tensor, tile } from '@infograd/tensor';
import { type Digits, imagesOf, type Mnist, pixelsPerImage, readMnist, side } from '../data/mnist.ts';
import { accuracyOf, classify, type DigitClassifierParams, trainDigitClassifier } from '../digit-classifier.ts';
import { msSsim } from '../ms-ssim.ts';
import type { Lab } from '../runner/lab.ts';
import { mean } from '../statistics.ts';
import { reconstruct, settle } from './autoencoder.ts';
import { type Method, methods, type Networks, type Recipe, type StatisticsSettings } from './bidirectional.ts';
import { type ImageStrip, imageStrip } from './image-strip.ts';
import { noisyMlp } from './noisy-mlp.ts';
import { normalizedMlp } from './normalized-mlp.ts';
import { distances, trainAutoencoder } from './train.ts';

export interface MnistSettings {
  readonly seeds: number;
  readonly steps: number;
  readonly batch: number;
  readonly codes: number;
  /** Widths of hidden layers: from image to code, and the same from code to image. */
  readonly autoencoder: readonly number[];
  /** Of the discriminators. */
  readonly critics: readonly number[];
  readonly statistics: StatisticsSettings;
  readonly recipe: Omit<Recipe, 'networks' | 'method' | 'codes'>;
  /** Standard deviations of the discriminators' noise. */
  readonly inputNoise: number;
  readonly hiddenNoise: number;
  readonly classifier: { readonly steps: number; readonly batch: number };
  /** Of the test set, from its start. */
  readonly testImages: number;
}

/** How well images are reconstructed. */
export interface Measures {
  /** Mean Euclidean distance of an image from its reconstruction, pixels in [-1, 1]. */
  readonly error: number;
  /** Share of reconstructions in which the classifier reads the image's own label. */
  readonly accuracy: number;
  /** Mean multi-scale structural similarity. */
  readonly msSsim: number;
}

export interface MnistRun extends Measures {
  readonly method: Method;
  readonly seed: number;
  readonly images: ImageStrip;
  /** Decoded codes of the prior. */
  readonly samples: ImageStrip;
}

export interface MnistResult {
  readonly classifierAccuracy: number;
  readonly images: ImageStrip;
  /** The mean of the training images in place of a reconstruction. */
  readonly meanImage: Measures;
  /** A training image of the same digit in its place. */
  readonly sameDigit: Measures;
  readonly runs: readonly MnistRun[];
}

const range = [-1, 1] as const;

/** Images in a picture: the first ones of the test set. */
const shown = 16;

/** Training images that the normalizations of evaluation are taken from. */
const settledOn = 5000;

export function mnistNetworks(settings: MnistSettings): Networks {
  const { codes, autoencoder, critics, statistics, inputNoise, hiddenNoise } = settings;
  const critic = (inputs: number) => noisyMlp({ sizes: [inputs, ...critics, 1], inputNoise, hiddenNoise });
  return {
    encoder: normalizedMlp({ sizes: [pixelsPerImage, ...autoencoder, codes], output: 'none' }),
    decoder: normalizedMlp({ sizes: [codes, ...autoencoder.toReversed(), pixelsPerImage], output: 'tanh' }),
    discriminator: critic(pixelsPerImage + codes),
    statistics: separableCritic({ dimX: pixelsPerImage, dimY: codes, ...statistics }),
    pairs: critic(2 * pixelsPerImage),
  };
}

export async function reconstructMnist(settings: MnistSettings, lab: Lab): Promise<MnistResult> {
  const mnist = readMnist();
  const classifier = await trainDigitClassifier(lab, mnist, settings.classifier);
  const judge = (reconstructions: Tensor) => measure(mnist.test, reconstructions, classifier);
  const runs: MnistRun[] = [];
  for (const seed of lab.seeds(settings.seeds)) {
    for (const method of methods) runs.push(await runMethod(settings, lab, mnist, { method, seed }, judge));
  }
  const references = await lab.part('mnist-references', () => ({
    classifierAccuracy: accuracyOf(classifier, { ...mnist.test, count: settings.testImages }),
    ...scope(() => ({
      meanImage: judge(meanImages(mnist.train, settings.testImages)),
      sameDigit: judge(sameDigits(mnist, settings.testImages)),
    })),
  }));
  disposeTree(classifier);
  return { ...references, images: await strip(firstImages(mnist.test, shown)), runs };
}

async function runMethod(
  settings: MnistSettings,
  lab: Lab,
  { train, test }: Mnist,
  { method, seed }: { method: Method; seed: number },
  judge: (reconstructions: Tensor) => Measures,
): Promise<MnistRun> {
  const { steps, batch, codes, testImages } = settings;
  const networks = mnistNetworks(settings);
  // All methods of a seed start with the same networks, and see the same images and noise.
  const rng = random(seed).fork('reconstruction of MNIST');
  const name = `mnist-${fileName(method)}-seed-${seed}`;
  const params = await trainAutoencoder(lab, {
    name,
    steps,
    rng,
    recipe: { networks, method, codes, ...settings.recipe },
    draw: (own) => imagesOf(train, own.integers(batch, train.count), range),
  });
  const measured = await lab.part(`${name}-measures`, async () => {
    const { measures, first, decoded } = scope(() => {
      const settled = settle(networks, params, firstImages(train, settledOn));
      const reconstructions = reconstruct(networks, params, settled, firstImages(test, testImages));
      return {
        measures: judge(reconstructions),
        first: reconstruct(networks, params, settled, firstImages(test, shown)),
        decoded: networks.decoder.apply(params.decoder, rng.fork('codes').normal([shown, codes]), settled.decoder),
      };
    });
    return { ...measures, images: await strip(first), samples: await strip(decoded) };
  });
  disposeTree(params);
  return { method, seed, ...measured };
}

/** What stands for the test set's first images, held against them. */
function measure(test: Digits, reconstructions: Tensor, classifier: DigitClassifierParams): Measures {
  return scope(() => {
    const [count] = reconstructions.shape;
    const images = firstImages(test, count);
    const square = (rows: Tensor) => reshape(rows, [count, side, side, 1]);
    // The classifier's pixels are in [0, 1].
    const digits = classify(classifier, imageUnits(reconstructions));
    return {
      error: mean(distances(images, reconstructions)),
      accuracy: digits.filter((digit, row) => digit === test.labels[row]).length / count,
      msSsim: meanOf(msSsim(square(images), square(reconstructions), { scales: 3, range: 2 })).itemSync(),
    };
  });
}

function imageUnits(images: Tensor): Tensor {
  return div(add(images, 1), 2);
}

function firstImages(digits: Digits, count: number): Tensor {
  return imagesOf(
    digits,
    Array.from({ length: count }, (_, row) => row),
    range,
  );
}

/** The mean of 10,000 training images, `count` times. */
function meanImages(train: Digits, count: number): Tensor {
  const center = meanOf(firstImages(train, 10_000), { axis: 0, keepDims: true });
  return tile(center, [count, 1]);
}

/** For each test image, the next training image of its digit. */
function sameDigits({ train, test }: Mnist, count: number): Tensor {
  const next = new Array<number>(10).fill(-1);
  const rows = Array.from({ length: count }, (_, row) => {
    const digit = test.labels[row];
    next[digit] = train.labels.indexOf(digit, next[digit] + 1);
    return next[digit];
  });
  return imagesOf(train, rows, range);
}

/** Rows of pixels as a strip, which are disposed with that. */
async function strip(rows: Tensor): Promise<ImageStrip> {
  const images = reshape(rows, [rows.shape[0], side, side, 1]);
  const made = await imageStrip(images);
  disposeTree([rows, images]);
  return made;
}

export function fileName(method: Method): string {
  return method.toLowerCase().replaceAll(/[()]/g, '').replaceAll(' ', '-');
}
