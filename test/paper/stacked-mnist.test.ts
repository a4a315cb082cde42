import { treeLeaves, treeMap } from '@infograd/autograd';
import { memory, mul, ones, random, scope, sub, type Tensor, zeros } from '@infograd/tensor';
import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { imagesOf, readMnist } from '../../examples/paper/data/mnist.ts';
import { classify, digitClassifier } from '../../examples/paper/digit-classifier.ts';
import { evaluateReal, readChannels } from '../../examples/paper/stacked-mnist/evaluation.ts';
import { stackedMnist } from '../../examples/paper/stacked-mnist/experiment.ts';
import { drawNoise, packed, stackedGameOf } from '../../examples/paper/stacked-mnist/game.ts';
import { gridOf } from '../../examples/paper/stacked-mnist/grid.ts';
import { countModes, expectedDivergence } from '../../examples/paper/stacked-mnist/modes.ts';
import { discriminatorOf, generatorOf, statisticsNetworkOf } from '../../examples/paper/stacked-mnist/networks.ts';
import { drawStacks, imagesOfStacks } from '../../examples/paper/stacked-mnist/stacks.ts';
import { runQuick } from './run-quick.ts';

const triple = (kind: number) => [Math.floor(kind / 100), Math.floor(kind / 10) % 10, kind % 10];

describe('the count of modes', () => {
  test('of every kind alike is 1000 and a divergence of 0', () => {
    const all = Array.from({ length: 1000 }, (_, kind) => triple(kind)).flat();
    expect(countModes(all)).toEqual({ images: 1000, modes: 1000, divergence: expect.closeTo(0, 12) });
  });

  test('of one kind is 1 and log 1000', () => {
    expect(countModes([7, 0, 3, 7, 0, 3])).toEqual({ images: 2, modes: 1, divergence: Math.log(1000) });
  });

  test('tells channels apart', () => {
    const { modes, divergence } = countModes([1, 2, 3, 3, 2, 1, 1, 2, 3, 1, 2, 3]);
    expect(modes).toBe(2);
    expect(divergence).toBeCloseTo(0.75 * Math.log(750) + 0.25 * Math.log(250), 12);
  });

  test('of few even images is away from 0 by what is to be expected', () => {
    const divergences = [0, 1, 2, 3].map((seed) => countModes(random(seed).integers(3 * 26_000, 10)).divergence);
    const mean = divergences.reduce((sum, each) => sum + each, 0) / 4;
    expect(expectedDivergence(26_000)).toBeCloseTo(0.0192, 4);
    expect(mean / expectedDivergence(26_000)).toBeGreaterThan(0.95);
    expect(mean / expectedDivergence(26_000)).toBeLessThan(1.08);
  });
});

describe('a stack', () => {
  test('has a digit in each channel, paper -1 and ink 1', () => {
    const { train } = readMnist();
    const stacks = drawStacks(random(3), train, 10);
    expect(stacks.rows).toEqual(drawStacks(random(3), train, 10).rows);
    scope(() => {
      const images = imagesOfStacks(stacks, [4, 0]);
      expect(images.shape).toEqual([2, 28, 28, 3]);
      const values = images.dataSync();
      for (const [index, stack] of [4, 0].entries()) {
        const single = imagesOf(train, stacks.rows.subarray(3 * stack, 3 * stack + 3), [-1, 1]).dataSync();
        for (let channel = 0; channel < 3; channel++) {
          const ours = Array.from({ length: 784 }, (_, pixel) => values[(784 * index + pixel) * 3 + channel]);
          const theirs = Array.from(single.subarray(784 * channel, 784 * (channel + 1)));
          expect(ours).toEqual(theirs.map((value) => expect.closeTo(value, 6)));
        }
      }
    });
  });

  test('is packed with its neighbour, channels behind channels', () => {
    scope(() => {
      const images = random(1).normal([4, 2, 2, 3]);
      const pack = packed(images, 2);
      expect(pack.shape).toEqual([2, 2, 2, 6]);
      const [values, packs] = [images.toArray() as number[][][][], pack.toArray() as number[][][][]];
      expect(packs[1][0][1]).toEqual([...values[2][0][1], ...values[3][0][1]]);
      expect(packed(images, 1)).toBe(images);
    });
  });

  test('becomes a picture', async () => {
    const images = scope(() => mul(ones([4, 28, 28, 3]), -1));
    const uri = await gridOf(images, 2);
    images.dispose();
    expect(uri).toMatch(/^data:image\/png;base64,/);
    const { data, info } = await sharp(Buffer.from(uri.slice(22), 'base64'))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, info.channels]).toEqual([58, 58, 3]);
    expect([data[0], data[28 * 3], data[57 * 3]]).toEqual([0, 255, 0]);
  });
});

describe('the networks', () => {
  test('have the sizes of the published ones at width 64', () => {
    scope(() => {
      const shapes = (tree: Parameters<typeof treeLeaves>[0]) => treeLeaves(tree).map(({ shape }) => shape.join(' '));
      const generator = generatorOf(64).init(random(1));
      expect(shapes(generator.layers)).toEqual(['5 5 256 512', '5 5 128 256', '5 5 64 128', '5 5 3 64', '3']);
      expect(generator.seed.weight.shape).toEqual([100, 2048]);
      const discriminator = discriminatorOf(64, 2).init(random(1));
      expect(shapes(discriminator.layers)).toEqual(['5 5 6 64', '64', '5 5 64 128', '5 5 128 256', '5 5 256 512']);
      const statistics = statisticsNetworkOf(16).init(random(1));
      expect(statistics.layers.map(({ image }) => image.weight.shape[3])).toEqual([16, 32, 64]);
      expect(statistics.score.weight.shape).toEqual([1024, 1]);
    });
  });

  test('go from noise to images between -1 and 1, and from images to one number each', () => {
    scope(() => {
      const rng = random(1);
      const generator = generatorOf(2);
      const noise = drawNoise(rng, 6);
      const images = generator.apply(generator.init(rng), noise);
      expect(images.shape).toEqual([6, 28, 28, 3]);
      expect(Math.max(...images.dataSync().map(Math.abs))).toBeLessThan(1);
      const discriminator = discriminatorOf(2, 2);
      expect(discriminator.apply(discriminator.init(rng), packed(images, 2)).shape).toEqual([3, 1]);
      const statistics = statisticsNetworkOf(1);
      expect(statistics.apply(statistics.init(rng), images, noise).shape).toEqual([6, 1]);
    });
  });

  test.each([0, 1, 2])('let the noise into the statistics network by its convolution %i', (layer) => {
    scope(() => {
      const statistics = statisticsNetworkOf(2);
      const params = statistics.init(random(2));
      const silent = { ...params, layers: params.layers.map((each) => ({ ...each, noise: treeMap(off, each.noise) })) };
      const heard = { ...silent, layers: silent.layers.with(layer, params.layers[layer]) };
      const images = random(3).uniform([2, 28, 28, 3]);
      const change = (p: typeof params) => {
        const [one, other] = [4, 5].map((seed) => statistics.apply(p, images, drawNoise(random(seed), 2)));
        return Math.max(...sub(one, other).dataSync().map(Math.abs));
      };
      expect(change(silent)).toBe(0);
      expect(change(heard)).toBeGreaterThan(1e-4);
    });
  });
});

function off(leaf: Tensor): Tensor {
  return zeros(leaf.shape);
}

test('information changes what the generator learns, and nothing that the discriminator does', () => {
  scope(() => {
    const options = {
      widths: { generator: 2, discriminator: 2, statistics: 2 },
      statisticsRate: 0.001,
      packing: 1,
    };
    const data = random(1).uniform([4, 28, 28, 3], { min: -1, max: 1 });
    const [plain, informed] = [0, 1].map((informationWeight) => {
      const game = stackedGameOf({ ...options, informationWeight });
      const noise = (purpose: string) => drawNoise(random(3).fork(purpose), 4);
      const before = game.start(random(2));
      return { before, ...game.turn(before, { data, noise }) };
    });
    const values = (tree: Parameters<typeof treeLeaves>[0]) => treeLeaves(tree).map((leaf) => leaf.toArray());
    expect(values(informed.players.discriminator.params)).toEqual(values(plain.players.discriminator.params));
    expect(values(informed.players.generator.params)).not.toEqual(values(plain.players.generator.params));
    expect(informed.players.generator.state.step).toBe(2);
    expect(values(informed.players.statistics!.training.params)).not.toEqual(
      values(informed.before.statistics!.training.params),
    );
    expect(Number.isFinite(informed.values.information!.itemSync())).toBe(true);
    expect(plain.players.statistics).toBeUndefined();
  });
});

test('channels are read as single digits are, and real stacks by their channels', () => {
  const { test: digits } = readMnist();
  const few = { count: 40, labels: digits.labels, pixels: digits.pixels };
  scope(() => {
    const classifier = digitClassifier.init(random(1));
    const stacks = drawStacks(random(2), few, 30);
    const all = Array.from({ length: 30 }, (_, index) => index);
    const before = memory();
    const reading = scope(() => readChannels(classifier, imagesOfStacks(stacks, all)));
    const single = scope(() => classify(classifier, imagesOf(few, stacks.rows)));
    expect(reading.digits).toEqual(single);
    expect(memory()).toEqual(before);
    const { confidence, ...real } = evaluateReal(classifier, few, random(2), 30);
    expect(real).toEqual(countModes(reading.digits));
    expect(confidence).toBeGreaterThan(0.1);
  });
});

test('a quick run counts modes of five variants beside the floors of real images', async () => {
  const { result, findings } = await runQuick(stackedMnist);
  const { real, outcomes } = result;
  expect(outcomes.map(({ variant }) => variant.name)).toEqual([
    'weak GAN',
    'weak GAN + MINE',
    'GAN',
    'GAN + MINE',
    'PacGAN2',
  ]);
  for (const { modes, divergence, images, snapshots, variant, grid } of outcomes) {
    expect(images).toBe(300);
    expect(modes).toBeGreaterThanOrEqual(1);
    // So many modes cannot have a smaller divergence.
    expect(divergence).toBeGreaterThanOrEqual(Math.log(1000 / modes) - 1e-9);
    expect(snapshots.map(({ iteration }) => iteration)).toEqual([2, 4]);
    expect(snapshots.every(({ information }) => (information === undefined) === !variant.name.includes('MINE'))).toBe(
      true,
    );
    expect(grid).toMatch(/^data:image\/png/);
  }
  // Of 300 even images, 1000 (1 - 0.999^300) = 259 kinds are expected.
  expect(real.training.modes).toBeGreaterThan(210);
  expect(real.training.modes).toBeLessThan(280);
  expect(findings).toHaveLength(5 + 2 * 5 + 1);
});
