/**
 * Stacked MNIST: a GAN learns images with a thousand kinds, and forgets most of them where its discriminator is weak; information between the images
 * and their noise, measured by MINE, keeps it from that. Each variant plays the same game on the same data with one thing changed, and is then asked for
 * as many images as real ones are counted.
 */
import { disposeTree } from '@infograd/autograd';
import { random, scope, type Tensor } from '@infograd/tensor';
import { type Mnist, readMnist } from '../data/mnist.ts';
import { accuracyOf, type DigitClassifierParams, trainDigitClassifier } from '../digit-classifier.ts';
import type { Experiment } from '../experiment.ts';
import type { Lab } from '../runner/lab.ts';
import { evaluateReal, evaluation, finished } from './evaluation.ts';
import { findingsOf } from './findings.ts';
import { drawNoise, type StackedPlayers, stackedGameOf } from './game.ts';
import { gridOf } from './grid.ts';
import { picturesOf } from './pictures.ts';
import type { Outcome, Result, Settings, Snapshot, Variant } from './result.ts';
import { drawStacks, imagesOfStacks, type Stacks } from './stacks.ts';

/** Images along the side of a picture. */
const gridColumns = 6;

// The data: stacks of training images, and real ones through the classifier.

function measureReal(lab: Lab, mnist: Mnist, stacks: Stacks, classifier: DigitClassifierParams, images: number) {
  return lab.part('real', async () => {
    const rng = random(lab.seed).fork('real stacks');
    const shown = Array.from({ length: gridColumns ** 2 }, (_, index) => index);
    const pixels = imagesOfStacks(stacks, shown);
    const result = {
      accuracy: accuracyOf(classifier, mnist.test),
      real: {
        training: evaluateReal(classifier, mnist.train, rng, images),
        test: evaluateReal(classifier, mnist.test, rng, images),
        grid: await gridOf(pixels, gridColumns),
      },
    };
    pixels.dispose();
    return result;
  });
}

// The recipe

interface State {
  readonly players: StackedPlayers;
  readonly snapshots: readonly Snapshot[];
  readonly information?: number;
}

async function train(
  { iterations, batch, images, snapshots }: Settings,
  lab: Lab,
  stacks: Stacks,
  classifier: DigitClassifierParams,
  variant: Variant,
  seed: number,
): Promise<Outcome> {
  const { name, ...options } = variant;
  // Every variant sees the same batches and noise.
  const rng = random(seed).fork('stacked MNIST');
  const game = stackedGameOf(options);
  const count = batch * variant.packing;

  return lab.part(`${name.replaceAll(/[ +]+/g, '-')}-seed-${seed}`, async (part) => {
    const { players, snapshots: taken } = await part.train<State>({
      steps: iterations,
      start: () => ({ players: game.start(rng.fork('start')), snapshots: [] }),
      step(before, index) {
        const turn = rng.fork(index);
        const { players, values } = game.turn(before.players, {
          data: imagesOfStacks(stacks, turn.fork('stacks').integers(count, stacks.count)),
          noise: (purpose) => drawNoise(turn.fork(purpose), count),
        });
        const bound = values.information?.itemSync();
        const iteration = index + 1;
        if (iteration % snapshots.every !== 0) return { players, snapshots: before.snapshots, information: bound };
        const generate = (noise: Tensor) => game.sample(players.generator.params, noise);
        const counted = finished(evaluation(generate, classifier, turn.fork('snapshot'), snapshots.images));
        const snapshot = { iteration, ...counted, information: bound };
        return { players, snapshots: [...before.snapshots, snapshot], information: bound };
      },
      describe: ({ snapshots, information }) =>
        [
          snapshots.length > 0 ? `${snapshots.at(-1)!.modes} modes` : '',
          information === undefined ? '' : `${information.toFixed(1)} nats`,
        ].join(' '),
    });
    const generate = (noise: Tensor) => game.sample(players.generator.params, noise);
    const steps = evaluation(generate, classifier, rng.fork('evaluation'), images);
    let next = steps.next();
    while (!next.done) {
      await part.report(next.value, images, 'evaluation');
      next = steps.next();
    }
    const pixels = scope(() => generate(drawNoise(rng.fork('grid'), gridColumns ** 2)));
    const grid = await gridOf(pixels, gridColumns);
    pixels.dispose();
    return { variant, seed, ...next.value, snapshots: taken, grid };
  });
}

/** A discriminator as wide as the generator, or weakened; a statistics network as wide as the paper's, with 16, 32 and 64 maps. */
function variantsOf(width: number, weak: number, statistics = 16): Variant[] {
  const strong = { generator: width, discriminator: width, statistics };
  const weakened = { ...strong, discriminator: weak };
  const plain = { informationWeight: 0, statisticsRate: 0.001, packing: 1 };
  const informed = { ...plain, informationWeight: 1 };
  return [
    { name: 'weak GAN', widths: weakened, ...plain },
    { name: 'weak GAN + MINE', widths: weakened, ...informed },
    { name: 'GAN', widths: strong, ...plain },
    { name: 'GAN + MINE', widths: strong, ...informed },
    { name: 'PacGAN2', widths: strong, ...plain, packing: 2 },
  ];
}

export const stackedMnist: Experiment<Settings, Result> = {
  name: 'stacked-mnist',
  title: 'Stacked MNIST: modes of a thousand',
  settings: {
    quick: {
      seeds: 1,
      variants: variantsOf(4, 2, 4),
      stacks: 1000,
      iterations: 4,
      batch: 16,
      images: 300,
      snapshots: { every: 2, images: 50 },
      classifier: { steps: 40, batch: 32 },
    },
    small: {
      seeds: 1,
      variants: variantsOf(16, 4),
      stacks: 128_000,
      iterations: 6000,
      batch: 64,
      images: 26_000,
      snapshots: { every: 500, images: 5000 },
      classifier: { steps: 4000, batch: 64 },
    },
    full: {
      seeds: 3,
      variants: variantsOf(64, 16),
      stacks: 128_000,
      iterations: 100_000,
      batch: 64,
      images: 26_000,
      snapshots: { every: 5000, images: 5000 },
      classifier: { steps: 12_000, batch: 64 },
    },
  },

  async run(settings, lab) {
    const mnist = readMnist();
    const classifier = await trainDigitClassifier(lab, mnist, settings.classifier);
    const stacks = drawStacks(random(lab.seed).fork('stacks'), mnist.train, settings.stacks);
    const real = await measureReal(lab, mnist, stacks, classifier, settings.images);
    const outcomes: Outcome[] = [];
    for (const variant of settings.variants) {
      for (const seed of lab.seeds(settings.seeds)) {
        outcomes.push(await train(settings, lab, stacks, classifier, variant, seed));
      }
    }
    disposeTree(classifier);
    return { iterations: settings.iterations, ...real, outcomes };
  },

  findings: findingsOf,
  pictures: picturesOf,
};
