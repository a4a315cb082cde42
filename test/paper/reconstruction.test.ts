/** The bi-directional models: a quick run of all of it, and what must hold of its parts exactly. */
import { treeLeaves } from '@infograd/autograd';
import { separableCritic } from '@infograd/mine';
import { abs, add, max, mul, random, scope, slice, sub, type Tensor, tensor } from '@infograd/tensor';
import { expect, test } from '@jest/globals';
import sharp from 'sharp';
import { bidirectionalModel, type Method, methods } from '../../examples/paper/reconstruction/bidirectional.ts';
import { reconstruction } from '../../examples/paper/reconstruction/experiment.ts';
import { type ImageStrip, imageStrip } from '../../examples/paper/reconstruction/image-strip.ts';
import { informationBound } from '../../examples/paper/reconstruction/information-bound.ts';
import { noisyMlp } from '../../examples/paper/reconstruction/noisy-mlp.ts';
import { normalizedMlp } from '../../examples/paper/reconstruction/normalized-mlp.ts';
import { distances } from '../../examples/paper/reconstruction/train.ts';
import { runQuick } from './run-quick.ts';

test('all methods on all data, with numbers in their ranges and pictures', async () => {
  const { result, findings } = await runQuick(reconstruction);
  const { mnist, gaussians, faces } = result;

  expect(mnist.runs.map(({ method }) => method)).toEqual(methods);
  // What no network makes has known numbers: these are the measures' scales.
  expect(mnist.meanImage.error).toBeGreaterThan(13);
  expect(mnist.meanImage.error).toBeLessThan(15);
  expect(mnist.sameDigit.error).toBeGreaterThan(16.5);
  expect(mnist.sameDigit.error).toBeLessThan(18.5);
  expect(mnist.sameDigit.msSsim).toBeGreaterThan(0.3);
  expect(mnist.sameDigit.msSsim).toBeLessThan(0.6);
  for (const { error, accuracy, msSsim } of [...mnist.runs, ...faces.runs]) {
    expect(error).toBeGreaterThan(0);
    expect(accuracy).toBeGreaterThanOrEqual(0);
    expect(accuracy).toBeLessThanOrEqual(1);
    expect(msSsim).toBeGreaterThanOrEqual(0);
    expect(msSsim).toBeLessThan(1);
  }
  // Asking for the same image again is the shortest way to it.
  const errorOf = (name: string) => gaussians.find(({ method }) => method === name)!.error;
  expect(errorOf('ALICE (l2)')).toBeLessThan(errorOf('ALI'));
  expect(errorOf('ALICE (l2)')).toBeLessThan(errorOf('MINE'));

  expect(faces.trainImages + faces.testImages).toBe(390);
  expect(faces.skipped.map(({ reason }) => reason)).toEqual(['without a line in the attribute file']);
  expect(faces.skipped[0].names).toContain('license');

  expect(await sizeOf(mnist.images)).toEqual([16 * 28, 28]);
  for (const { images } of mnist.runs) expect(await sizeOf(images)).toEqual([16 * 28, 28]);
  for (const { images } of faces.runs) expect(await sizeOf(images)).toEqual([12 * 28, 28]);
  expect(findings.every(({ target }) => target === undefined)).toBe(true);
  expect(JSON.stringify(result)).not.toContain('null');
});

async function sizeOf({ uri }: ImageStrip): Promise<[number, number]> {
  const { width, height } = await sharp(Buffer.from(uri.split(',')[1], 'base64')).metadata();
  return [width, height];
}

const critic = (inputs: number) => noisyMlp({ sizes: [inputs, 8, 1], inputNoise: 0.1, hiddenNoise: 0.2 });

const networks = {
  encoder: normalizedMlp({ sizes: [3, 8, 2], output: 'none' }),
  decoder: normalizedMlp({ sizes: [2, 8, 3], output: 'tanh' }),
  discriminator: critic(5),
  statistics: separableCritic({ dimX: 3, dimY: 2, hidden: [8], activation: 'elu' }),
  pairs: critic(6),
};

const optimization = { learningRate: 0.01, statisticsRate: 0.01, beta1: 0.5, averaging: 0.9 };

/** Encoder and decoder after two turns, leaf by leaf. */
function trained(method: Method, weights: { informationWeight: number; cycleWeight: number }): number[][] {
  return scope(() => {
    const recipe = { networks, method, codes: 2, codeNoise: 0.1, ...optimization, ...weights };
    const model = bidirectionalModel(recipe);
    let players = model.start(random(1));
    for (const seed of [2, 3]) players = model.turn(players, random(seed).uniform([16, 3]), random(seed + 10));
    return treeLeaves(players.autoencoder.params).map((leaf) => [...(leaf as Tensor).dataSync()]);
  });
}

test('without the weight of its own term, each method is adversarially learned inference', () => {
  const plain = trained('ALI', { informationWeight: 0, cycleWeight: 0 });
  expect(plain).toEqual(trained('ALI', { informationWeight: 1, cycleWeight: 1 }));
  for (const method of methods.slice(1)) {
    expect(trained(method, { informationWeight: 0, cycleWeight: 0 })).toEqual(plain);
    expect(trained(method, { informationWeight: 1, cycleWeight: 1 })).not.toEqual(plain);
  }
});

test('information changes the encoder; the decoder sees it through its partners alone', () => {
  const turn = (method: Method) => {
    const recipe = { networks, method, codes: 2, codeNoise: 0.1, ...optimization };
    const model = bidirectionalModel({ ...recipe, informationWeight: 1, cycleWeight: 1 });
    const { autoencoder } = model.turn(model.start(random(1)), random(2).uniform([16, 3]), random(3));
    const values = (params: object) => treeLeaves(params as never).map((leaf) => [...(leaf as Tensor).dataSync()]);
    return { encoder: values(autoencoder.params.encoder), decoder: values(autoencoder.params.decoder) };
  };
  scope(() => {
    const [plain, informed] = [turn('ALI'), turn('MINE')];
    expect(informed.decoder).toEqual(plain.decoder);
    expect(informed.encoder).not.toEqual(plain.encoder);
  });
});

test('a normalized network goes by its batch in training, and by what was taken down in evaluation', () => {
  scope(() => {
    const { encoder } = networks;
    const params = encoder.init(random(1));
    const x = random(2).normal([400, 3], { mean: 3 });
    const codes = encoder.apply(params, x);
    // Shift and scale of a whole batch are taken off by the first normalization.
    expect(largestDifference(encoder.apply(params, add(mul(x, 7), 5)), codes)).toBeLessThan(1e-3);
    const settled = encoder.statisticsOf(params, x);
    // The population's variance is n / (n - 1) of the batch's.
    expect(largestDifference(encoder.apply(params, x, settled), codes)).toBeLessThan(0.02);
    // A row's code then depends on no other row.
    const alone = encoder.apply(params, slice(x, { stop: [1] }), settled);
    expect(largestDifference(alone, slice(encoder.apply(params, x, settled), { stop: [1] }))).toBeLessThan(1e-5);
  });
});

function largestDifference(x: Tensor, y: Tensor): number {
  return max(abs(sub(x, y))).itemSync();
}

test('the information of a batch is the bound of its own pairs against all others', () => {
  scope(() => {
    const params = networks.statistics.init(random(1));
    const [x, codes] = [random(2).normal([5, 3]), random(3).normal([5, 2])];
    const scores = networks.statistics.allPairs!(params, x, codes).toArray() as number[][];
    const joint = scores.map((row, i) => row[i]);
    const marginal = scores.flatMap((row, i) => row.filter((_, j) => j !== i));
    const bound = informationBound(networks.statistics, params, x, codes).itemSync();
    const meanOf = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(marginal).toHaveLength(20);
    expect(bound).toBeCloseTo(meanOf(joint) - Math.log(meanOf(marginal.map(Math.exp))), 5);
  });
});

test('images in a strip stand side by side', async () => {
  const images = tensor([-1, -0.5, 0, 0.5, 1, 1, -1, 1], { shape: [2, 2, 2, 1] });
  const { uri } = await imageStrip(images);
  const { data, info } = await sharp(Buffer.from(uri.split(',')[1], 'base64'))
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([4, 2]);
  expect([...data]).toEqual([0, 64, 255, 255, 128, 191, 0, 255]);
});

test('distances are Euclidean, row by row', () => {
  expect(
    distances(
      tensor([
        [0, 0],
        [1, 1],
      ]),
      tensor([
        [3, 4],
        [1, 1],
      ]),
    ),
  ).toEqual([5, 0]);
});
