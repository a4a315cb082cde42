import { criticNames, mutualInformation } from '@infograd/mine';
import { memory } from '@infograd/tensor';
import { expect, test } from '@jest/globals';
import { correlated } from './small-data.ts';

test.each(criticNames)(
  '2,000 training steps hold no more memory than the first few, with the %s critic',
  async (critic) => {
    const { x, y } = correlated(200, 0.5);
    const seen: { tensors: number; bytes: number }[] = [];
    await mutualInformation(x, y, {
      estimator: critic.startsWith('conditional') ? 'club' : 'mine',
      critic,
      hidden: [4],
      batchSize: 8,
      steps: 2000,
      evaluateEvery: 200,
      patience: 2000,
      onProgress: () => seen.push(memory()),
    });
    // An elliptical critic is trained once for each set of features; the first training is looked at.
    expect(seen.length).toBeGreaterThanOrEqual(10);
    seen.length = 10;
    // Besides the steady state there may be a set of best weights that is no longer the current average.
    const weights = {
      joint: 4,
      bilinear: 4,
      separable: 8,
      elliptical: 8,
      'conditional-gaussian': 5,
      'conditional-logistic': 5,
    }[critic];
    const steady = Math.min(...seen.map(({ tensors }) => tensors));
    for (const { tensors } of seen) expect([steady, steady + weights]).toContain(tensors);
    const bytesAt = (tensors: number) =>
      new Set(seen.filter((held) => held.tensors === tensors).map(({ bytes }) => bytes));
    expect(bytesAt(steady).size).toBe(1);
    expect(bytesAt(steady + weights).size).toBeLessThanOrEqual(1);
    expect(memory()).toMatchObject({ tensors: 0, bytes: 0 });
  },
  120_000,
);
