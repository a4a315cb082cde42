/** Bounds through the whole estimate: those that fit a model of y given x, with their critics, and other divergences. */
import { disposeTree } from '@infograd/autograd';
import {
  type ConditionalParams,
  conditionalGaussianCritic,
  conditionalLogisticCritic,
  gaussianMutualInformation,
  mutualInformation,
  OptionError,
} from '@infograd/mine';
import { memory, random, reference, scope, tensor } from '@infograd/tensor';
import { describe, expect, test } from '@jest/globals';
import { correlated, quick } from './small-data.ts';

const float64 = { dtype: 'float64', backend: reference() } as const;
const options = { dimX: 2, dimY: 3, hidden: [5], activation: 'softplus' } as const;
const critics = [conditionalGaussianCritic, conditionalLogisticCritic];

describe.each(critics.map((make) => [make(options).name, make] as const))('the critic %s', (_name, make) => {
  test('is a density of y given x, and one of y: both integrate to 1', () => {
    scope(() => {
      const critic = make({ ...options, dimY: 1 });
      const params = critic.init(random(3), float64) as ConditionalParams;
      const step = 0.01;
      const count = 12000;
      const y = Float64Array.from({ length: count }, (_, i) => (i - count / 2) * step);
      const x = tensor(
        Float64Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? 0.7 : -1.2)),
        {
          ...float64,
          shape: [count, 2],
        },
      );
      const column = tensor(y, { ...float64, shape: [count, 1] });
      const both = Float64Array.from(critic.logLikelihood(params, x, column).dataSync());
      const difference = critic.pairs(params, x, column).dataSync();
      const integral = (sign: number) =>
        both.reduce((sum, value, i) => sum + Math.exp((value + sign * difference[i]!) / 2) * step, 0);
      expect(integral(1)).toBeCloseTo(1, 6);
      expect(integral(-1)).toBeCloseTo(1, 6);
    });
  });

  test('scores the same pair by pair, by rows, and all at once', () => {
    scope(() => {
      const critic = make(options);
      const params = critic.init(random(1), float64);
      const x = random(2).normal([4, 2], float64);
      const y = random(3).normal([4, 3], float64);
      const single = [...critic.pairs(params, x, y).dataSync()];
      const encoded = critic.rows!.pairs(params, critic.rows!.encode(params, x, y));
      const all = critic.allPairs!(params, x, y);
      expect(all.shape).toEqual([4, 4]);
      expect([...encoded.dataSync()]).toEqual(single.map((score) => expect.closeTo(score, 12)));
      expect([0, 5, 10, 15].map((place) => all.dataSync()[place])).toEqual(
        single.map((score) => expect.closeTo(score, 12)),
      );
    });
    expect(memory().tensors).toBe(0);
  });

  test('starts from finite scores in float32', () => {
    const critic = make(options);
    const params = critic.init(random(1));
    const scores = scope(() => critic.pairs(params, random(2).normal([4, 2]), random(3).normal([4, 3])));
    for (const score of scores.dataSync()) expect(Number.isFinite(score)).toBe(true);
    disposeTree([params, scores]);
  });
});

describe('estimators of another divergence', () => {
  const { x, y } = correlated(3000, 0.5);

  test.each([
    ['reverse-kl', 0.1895],
    ['pearson-chi2', 0.3333],
    ['squared-hellinger', 0.0778],
    ['jensen-shannon', 0.0738],
    ['gan', -1.3125],
  ] as const)('%s finds its value between joint and product, and says what it is', async (estimator, truth) => {
    const result = await mutualInformation(x, y, { ...quick, activation: 'softplus', estimator });
    expect(result.measure).toBe(estimator);
    expect(Math.abs(result.mi - truth)).toBeLessThan(3 * result.stdError + 0.05 * Math.abs(truth));
    const codes = result.warnings.map(({ code }) => code);
    expect(codes).toContain('other-measure');
    expect(codes).not.toContain('negative');
  });

  test('kl is mutual information', async () => {
    const result = await mutualInformation(x, y, { ...quick, activation: 'softplus', estimator: 'kl' });
    expect(result.warnings.map(({ code }) => code)).not.toContain('other-measure');
    expect(Math.abs(result.mi - gaussianMutualInformation({ rho: 0.5 }))).toBeLessThan(3 * result.stdError + 0.01);
  });
});

describe('estimators that fit a model of y given x', () => {
  const { x, y } = correlated(3000, 0.8);
  const truth = gaussianMutualInformation({ rho: 0.8 });

  test.each(['ba', 'doe', 'l1out'] as const)('%s finds the information of a normal pair', async (estimator) => {
    const result = await mutualInformation(x, y, { ...quick, estimator });
    expect(result.critic).toBe('conditional-gaussian');
    expect(Math.abs(result.mi - truth)).toBeLessThan(3 * result.stdError + 0.03);
  });

  test('CLUB lies above it, at the truth plus KL(product || joint)', async () => {
    const { mi, stdError } = await mutualInformation(x, y, { ...quick, estimator: 'club' });
    const expected = 0.64 / 0.36;
    expect(mi).toBeGreaterThan(truth);
    expect(Math.abs(mi - expected)).toBeLessThan(3 * stdError + 0.1 * expected);
  });

  test('the logistic family is nearly as good', async () => {
    const settings = { ...quick, estimator: 'doe', critic: 'conditional-logistic' } as const;
    expect(Math.abs((await mutualInformation(x, y, settings)).mi - truth)).toBeLessThan(0.1);
  });

  test('a scale far from 1 is learnt, and independent data give about nothing', async () => {
    const near = correlated(3000, 0.995);
    const { mi, stdError } = await mutualInformation(near.x, near.y, { ...quick, estimator: 'doe', steps: 1500 });
    expect(Math.abs(mi - gaussianMutualInformation({ rho: 0.995 }))).toBeLessThan(3 * stdError + 0.1);
    const none = correlated(3000, 0);
    const { mi: nothing } = await mutualInformation(none.x, none.y, { ...quick, estimator: 'club' });
    expect(Math.abs(nothing)).toBeLessThan(0.05);
  });

  test('refuse a critic that is no such model', async () => {
    const settings = { ...quick, estimator: 'club', critic: 'joint' } as const;
    await expect(mutualInformation(x, y, settings)).rejects.toThrow(OptionError);
    await expect(mutualInformation(x, y, settings)).rejects.toThrow(
      "estimator 'club' reads a model of y given x, which critic 'joint' is not; use conditional-gaussian",
    );
  });
});
