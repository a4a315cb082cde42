import { adam, dropout, startTraining, type Tree, treeLeaves, valueAndGrad } from '@infograd/autograd';
import { donskerVaradhan, mine } from '@infograd/mine';
import { add, concat, elu, gather, linear, mean, random, softmax, stack, type Tensor, tensor } from '@infograd/tensor';
import { describe, expect, test } from '@jest/globals';
import { averageOf, classProbabilities } from '../../examples/paper/information-bottleneck/evaluation.ts';
import { informationBottleneck } from '../../examples/paper/information-bottleneck/experiment.ts';
import { bottleneckLoss, gaussianKl, meanEntropy } from '../../examples/paper/information-bottleneck/losses.ts';
import {
  classifier as classifierOf,
  gaussianOf,
  type StatisticsNoise,
  type StatisticsParams,
  statisticsNetwork,
} from '../../examples/paper/information-bottleneck/networks.ts';
import { bottleneckTraining } from '../../examples/paper/information-bottleneck/training.ts';
import { type VariantName, variantNamed, variants } from '../../examples/paper/information-bottleneck/variants.ts';
import { runQuick } from './run-quick.ts';

const widths = { hidden: 6, code: 4, statistics: 5 };
const rows = 7;
const inputs = () => random(8).uniform([rows, 784], { min: -1, max: 1 });
const labels = () => tensor([3, 1, 4, 1, 5, 9, 2], { dtype: 'int32' });
const values = (tree: Tree) => treeLeaves(tree).map((leaf) => [...leaf.dataSync()]);
const near = (expected: ArrayLike<number>, digits = 5) =>
  Array.from(expected, (each) => expect.closeTo(each, digits) as unknown as number);

function networks(name: VariantName) {
  const classifier = classifierOf(variantNamed(name), widths);
  return { classifier, params: classifier.init(random(4)) };
}

describe('the penalties', () => {
  test('VIB has the divergence of its Gaussian codes from N(0, I)', () => {
    const encoded = tensor([
      [0.3, -2, 5, 9],
      [0, 1.5, -3, 5.5],
    ]);
    const softplus = (x: number) => Math.log1p(Math.exp(x));
    const kl = (mu: number, raw: number) => {
      const sigma = softplus(raw - 5);
      return (mu ** 2 + sigma ** 2 - 1) / 2 - Math.log(sigma);
    };
    expect(gaussianKl(encoded).itemSync()).toBeCloseTo((kl(0.3, 5) + kl(-2, 9) + kl(0, -3) + kl(1.5, 5.5)) / 2, 5);
    const unit = Math.log(Math.E - 1) + 5;
    expect(gaussianKl(tensor([[0, 0, unit, unit]])).itemSync()).toBeCloseTo(0, 6);
  });

  test('the entropy of predictions is that of their classes, and is rewarded', () => {
    expect(meanEntropy(tensor([new Array(10).fill(7)])).itemSync()).toBeCloseTo(Math.log(10), 6);
    expect(meanEntropy(tensor([[3, 3, -90]])).itemSync()).toBeCloseTo(Math.log(2), 6);
    expect(meanEntropy(tensor([[500, 0, 0]])).itemSync()).toBeCloseTo(0, 6);
    const logits = tensor([[Math.log(3), 0]]);
    const { loss, crossEntropy, information } = bottleneckLoss(
      { penalty: 'confidence', labelSmoothing: 0 },
      tensor([1], { dtype: 'int32' }),
      { logits, encoded: logits },
    );
    const entropy = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));
    expect(crossEntropy.itemSync()).toBeCloseTo(Math.log(4), 6);
    expect(loss.itemSync()).toBeCloseTo(Math.log(4) - 0.1 * entropy, 6);
    expect(information).toBeUndefined();
  });

  test('information costs a thousandth of a nat a nat, smoothed labels are measured without smoothing', () => {
    const logits = tensor([[2, 0]]);
    const label = tensor([0], { dtype: 'int32' });
    const scores = { joint: tensor([3]), marginal: tensor([1]) };
    const penalized = bottleneckLoss({ penalty: 'mine', labelSmoothing: 0 }, label, {
      logits,
      encoded: logits,
      scores,
    });
    expect(penalized.information!.itemSync()).toBeCloseTo(2, 6);
    expect(penalized.loss.itemSync()).toBeCloseTo(Math.log1p(Math.exp(-2)) + 0.002, 6);
    const smoothed = bottleneckLoss({ penalty: 'none', labelSmoothing: 0.1 }, label, { logits, encoded: logits });
    expect(smoothed.crossEntropy.itemSync()).toBeCloseTo(Math.log1p(Math.exp(-2)), 6);
    expect(smoothed.loss.itemSync()).toBeCloseTo(Math.log1p(Math.exp(-2)) + 0.05 * 2, 6);
  });
});

describe('the classifier', () => {
  test.each(variants.map(({ name }) => name))('%s does not care for the order of pixels', (name) => {
    const { classifier, params } = networks(name);
    const [first, ...others] = params.encoder.layers;
    const order = random(5).permutation(784);
    const noise = classifier.drawNoise(random(6), rows);
    const additive = variantNamed(name).code === 'additive';
    const logits = (encoder: typeof params.encoder, x: Tensor, input = noise.input) => {
      const own = { ...noise, input };
      return classifier.decode(params.decoder, classifier.code(classifier.encode(encoder, x, own), own)).dataSync();
    };
    const weightRows = [...order.dataSync(), ...Array.from({ length: first.weight.shape[0] - 784 }, (_, i) => 784 + i)];
    const weight = gather(first.weight, tensor(Int32Array.from(weightRows)));
    const permuted = logits(
      { layers: [{ weight, bias: first.bias }, ...others] },
      gather(inputs(), order, { axis: 1 }),
      additive ? gather(noise.input!, order, { axis: 1 }) : noise.input,
    );
    expect([...permuted]).toEqual(near(logits(params.encoder, inputs())));
  });

  test('a Gaussian code is mean + deviation × noise, with a deviation that starts small', () => {
    const { classifier, params } = networks('vib');
    const noise = classifier.drawNoise(random(1), rows);
    const encoded = classifier.encode(params.encoder, inputs(), noise);
    const { mean: center, deviation } = gaussianOf(encoded);
    const [m, s, e] = [center, deviation, noise.code!].map((each) => each.dataSync());
    expect([...classifier.code(encoded, noise).dataSync()]).toEqual(near(m.map((value, i) => value + s[i] * e[i])));
    expect(s.every((each) => each > 0 && each < 0.2)).toBe(true);
    expect([...gaussianOf(tensor([[1, 2, 5, 6]])).deviation.dataSync()]).toEqual(
      near([Math.log(2), Math.log1p(Math.E)]),
    );
  });

  test('drops half of the units of both hidden layers, and in training only', () => {
    const { classifier, params } = networks('dropout');
    const [first, second, third] = params.encoder.layers;
    const hidden = (x: Tensor, { weight, bias }: typeof first) => linear(x, weight, bias, { activation: 'relu' });
    const plain = linear(hidden(hidden(inputs(), first), second), third.weight, third.bias);
    expect([...classifier.encode(params.encoder, inputs(), {}).dataSync()]).toEqual([...plain.dataSync()]);
    const rng = random(9);
    const drop = (x: Tensor) => dropout(x, { rate: 0.5, training: true, rng });
    const dropped = linear(drop(hidden(drop(hidden(inputs(), first)), second)), third.weight, third.bias);
    const inTraining = classifier.encode(params.encoder, inputs(), {}, random(9));
    expect([...inTraining.dataSync()]).toEqual([...dropped.dataSync()]);
    expect([...inTraining.dataSync()]).not.toEqual([...plain.dataSync()]);
  });

  test('averages probabilities over codes, not logits', () => {
    const { classifier, params } = networks('mine-propagated');
    const x = inputs();
    // Loud weights, so that the codes of an image differ.
    const encoder = {
      layers: params.encoder.layers.map(({ weight, bias }) => ({ weight: add(weight, weight), bias })),
    };
    const loud = { encoder, decoder: params.decoder };
    const draws = classProbabilities(classifier, loud, x, { draws: 12, rng: random(3) });
    expect(draws).toHaveLength(12);
    const host = draws.map((each) => each.dataSync());
    const averaged = averageOf(draws).dataSync();
    const byHand = Array.from(averaged, (_, i) => host.reduce((sum, each) => sum + each[i], 0) / 12);
    expect([...averaged]).toEqual(near(byHand, 6));
    for (let row = 0; row < rows; row++) {
      const total = [...averaged].slice(10 * row, 10 * row + 10).reduce((a, b) => a + b);
      expect(total).toBeCloseTo(1, 5);
    }
    const rng = random(3);
    const logits = Array.from({ length: 12 }, () => {
      const noise = classifier.drawNoise(rng, rows);
      return classifier.decode(loud.decoder, classifier.encode(loud.encoder, x, noise));
    });
    expect([...softmax(logits[5]).dataSync()]).toEqual([...host[5]]);
    const ofAveragedLogits = softmax(mean(stack(logits), { axis: 0 })).dataSync();
    expect(Math.max(...ofAveragedLogits.map((each, i) => Math.abs(each - averaged[i])))).toBeGreaterThan(1e-4);
  });
});

describe('the statistics network', () => {
  const network = statisticsNetwork(widths);

  test('scores [x, z] as one matrix would, and pairs each image with the code of the row before', () => {
    const t = network.init(random(2));
    const noise = network.drawNoise(random(3), rows);
    const [x, z] = [inputs(), random(4).normal([rows, widths.code])];
    const { joint, marginal } = network.scores(t, x, z, noise);
    const before = tensor([6, 0, 1, 2, 3, 4, 5], { dtype: 'int32' });
    const [seenX, seenZ] = [add(x, noise.pixels), add(z, noise.code)];
    const pairs = concat([concat([seenX, seenZ], 1), concat([seenX, gather(seenZ, before)], 1)]);
    const first = add(elu(linear(pairs, concat([t.pixels, t.code]), t.bias)), noise.first);
    const second = add(elu(linear(first, t.second.weight, t.second.bias)), noise.second);
    const scores = linear(second, t.output.weight, t.output.bias).dataSync();
    expect([...joint.dataSync()]).toEqual(near(scores.slice(0, rows)));
    expect([...marginal.dataSync()]).toEqual(near(scores.slice(rows)));
    const bound = Math.sqrt(6 / (784 + widths.code + widths.statistics));
    const largest = Math.max(...[...t.pixels.dataSync(), ...t.code.dataSync()].map(Math.abs));
    expect(largest).toBeLessThanOrEqual(bound);
    expect(largest).toBeGreaterThan(0.98 * bound);
  });

  test('makes one step up its own bound, and stands still while the classifier steps', () => {
    const schedule = { stepsPerEpoch: 10, learningRate: 1e-3, statisticsRate: 2e-3, averageDecay: 0.999 };
    const training = bottleneckTraining(variantNamed('mine-gaussian'), widths, schedule);
    const start = training.start(random(11));
    const rng = random(12);
    const { state: after } = training.step(start, { x: inputs(), labels: labels() }, rng);

    const { classifier } = networks('mine-gaussian');
    const noise = classifier.drawNoise(rng.fork('code'), rows);
    const code = classifier.code(classifier.encode(start.classifier.params.encoder, inputs(), noise), noise);
    const own = network.drawNoise(rng.fork('statistics'), rows);
    const loss = (t: StatisticsParams, given: StatisticsNoise) => {
      const { joint, marginal } = network.scores(t, inputs(), code, given);
      return mine(joint, marginal).loss;
    };
    const optimizer = adam({ learningRate: 2e-3, beta1: 0.5 });
    const before = start.statistics!.training.params;
    const { params } = optimizer.update(
      before,
      valueAndGrad(loss)(before, own).grads,
      startTraining(optimizer, before).state,
    );
    const expected = values(params).map((leaf) => near(leaf, 6));
    expect(values(after.statistics!.training.params)).toEqual(expected);

    const bound = (t: StatisticsParams) => {
      const { joint, marginal } = network.scores(t, inputs(), code, own);
      return donskerVaradhan(joint, marginal).itemSync();
    };
    expect(bound(after.statistics!.training.params)).toBeGreaterThan(bound(before));
    expect(values(after.classifier.params)).not.toEqual(values(start.classifier.params));
  });
});

test('weights are averaged as they move, over few steps at first', () => {
  const schedule = { stepsPerEpoch: 10, learningRate: 1e-2, statisticsRate: 1e-2, averageDecay: 0.15 };
  const training = bottleneckTraining(variantNamed('baseline'), widths, schedule);
  let state = training.start(random(1));
  let expected = values(state.classifier.params);
  for (const [step, decay] of [1 / 10, 0.15, 0.15].entries()) {
    state = training.step(state, { x: inputs(), labels: labels() }, random(2).fork(step)).state;
    const now = values(state.classifier.params);
    expected = expected.map((leaf, i) => leaf.map((value, j) => decay * value + (1 - decay) * now[i][j]));
  }
  expect(values(state.average.average)).toEqual(expected.map((leaf) => near(leaf)));
});

test('all eight learn digits in seconds, and those with a statistics network see information in their codes', async () => {
  const { result, findings, settings } = await runQuick(informationBottleneck);
  expect(result.map(({ variant }) => variant)).toEqual(variants.map(({ name }) => name));
  for (const { variant, curve } of result) {
    expect(curve).toHaveLength((settings as { epochs: number }).epochs);
    const [first, last] = [curve[0], curve.at(-1)!];
    for (const epoch of curve) {
      const numbers = Object.values(epoch).filter((value) => value !== undefined);
      expect(numbers.every(Number.isFinite)).toBe(true);
    }
    expect(first.crossEntropy).toBeLessThan(3);
    expect(last.crossEntropy).toBeLessThan(0.7 * first.crossEntropy);
    expect(last.single).toBeLessThan(50);
    expect(last.single).toBeLessThan(first.single);
    expect(last.averaged).toBeLessThan(50);
    const { penalty, code } = variantNamed(variant);
    expect(last.information === undefined).toBe(penalty === 'none' || penalty === 'confidence');
    if (code === 'deterministic') expect(last.averaged).toBe(last.single);
    if (penalty === 'kl') expect(last.testInformation).toBeGreaterThan(10);
    if (penalty !== 'mine') continue;
    expect(last.information).toBeGreaterThan(0.1);
    expect(last.information).toBeLessThan(10);
  }
  expect(findings.map(({ what }) => what)).toContain('MINE (Gaussian) minus baseline');
  expect(findings.every(({ target }) => target === undefined)).toBe(true);
});
