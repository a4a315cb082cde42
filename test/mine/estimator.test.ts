import { saveSafetensors } from '@infograd/autograd';
import { gaussianMutualInformation, MutualInformationEstimator, mutualInformation } from '@infograd/mine';
import { memory, random, tensor, ValueError } from '@infograd/tensor';
import { afterEach, describe, expect, test } from '@jest/globals';
import { correlated, quick } from './small-data.ts';

const rho = 0.8;
const { x, y } = correlated(1000, rho);
const fresh = correlated(2000, rho, 99);
const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

afterEach(() => expect(memory().tensors).toBe(0));

describe('a fitted estimator', () => {
  test('reports what mutualInformation reports', async () => {
    using estimator = new MutualInformationEstimator(quick);
    expect(estimator.isFitted).toBe(false);
    const { mi } = await estimator.fit(x, y);
    expect(estimator.isFitted).toBe(true);
    expect(mi).toBe((await mutualInformation(x, y, quick)).mi);
  });

  test('estimates the information in further rows', async () => {
    using estimator = new MutualInformationEstimator(quick);
    await estimator.fit(x, y);
    const { mi, bits, stdError, interval } = await estimator.estimate(fresh.x, fresh.y);
    expect(Math.abs(mi - gaussianMutualInformation({ rho }))).toBeLessThan(4 * stdError + 0.02);
    expect(bits).toBeCloseTo(mi / Math.LN2, 12);
    expect(interval[0]).toBeLessThan(mi);
    expect(interval[1]).toBeGreaterThan(mi);
  });

  test('scores rows by their log density ratio', async () => {
    using estimator = new MutualInformationEstimator(quick);
    const { mi, stdError } = await estimator.fit(x, y);
    const scores = await estimator.score(fresh.x, fresh.y);
    expect(scores.length).toBe(2000);
    expect(Math.abs(mean(scores) - mi)).toBeLessThan(5 * stdError);
    const [likely, unlikely] = await estimator.score([1.5, 1.5], [1.2, -1.2]);
    expect(likely).toBeGreaterThan(0);
    expect(unlikely).toBeLessThan(-1);
    expect((await estimator.score([1.5], [1.2]))[0]).toBeCloseTo(likely, 5);
  });

  test('can be fitted again', async () => {
    using estimator = new MutualInformationEstimator({ ...quick, steps: 20 });
    const first = await estimator.fit(x, y);
    expect((await estimator.fit(x, y)).mi).toBe(first.mi);
  });
});

describe('saved and loaded', () => {
  test.each(['standardize', 'copula', 'uniform', 'none'] as const)(
    'with %s inputs, it gives the same numbers to the bit',
    async (preprocess) => {
      using estimator = new MutualInformationEstimator({ ...quick, preprocess, critic: 'separable', steps: 60 });
      await estimator.fit(x, y);
      using copy = await MutualInformationEstimator.load(await estimator.save());
      const [newX, newY] = [fresh.x.subarray(0, 300), fresh.y.subarray(0, 300)];
      expect(await copy.estimate(newX, newY)).toEqual(await estimator.estimate(newX, newY));
      expect(await copy.score(newX, newY)).toEqual(await estimator.score(newX, newY));
      expect(await copy.save()).toEqual(await estimator.save());
    },
  );

  test('it is refused when it is another file', async () => {
    using weights = random(1).normal([2, 2]);
    await expect(MutualInformationEstimator.load(saveSafetensors({ weights }))).rejects.toThrow(
      'load: this safetensors file holds no mutual information estimator of version 2',
    );
    await expect(MutualInformationEstimator.load(new Uint8Array(3))).rejects.toThrow(ValueError);
    const damaged = saveSafetensors({ weights }, { format: 'infograd.mine', version: '2', models: '{' });
    await expect(MutualInformationEstimator.load(damaged)).rejects.toThrow(
      'the metadata of this safetensors file is damaged',
    );
  });
});

describe('misuse', () => {
  test('before fit', async () => {
    const estimator = new MutualInformationEstimator();
    await expect(estimator.estimate(x, y)).rejects.toThrow(
      'estimate: the estimator is not fitted; await estimator.fit(x, y) first',
    );
    await expect(estimator.score(x, y)).rejects.toThrow(ValueError);
    await expect(estimator.save()).rejects.toThrow(ValueError);
  });

  test('with rows of another kind', async () => {
    using estimator = new MutualInformationEstimator({ ...quick, steps: 5 });
    await estimator.fit(x, y);
    await expect(estimator.score([[1, 2]], [1])).rejects.toMatchObject({
      code: 'dimension-mismatch',
      message: 'x has 2 columns, but the estimator was fitted on 1; pass the same columns in the same order',
    });
    await expect(estimator.estimate([1, 2, 3], [1, 2, 3])).rejects.toMatchObject({ code: 'too-few-rows' });
    await expect(estimator.score([1, 2], [1])).rejects.toMatchObject({ code: 'length-mismatch' });
    using flags = tensor([true]);
    await expect(estimator.score(flags, [1])).rejects.toMatchObject({ code: 'dtype' });
  });
});
