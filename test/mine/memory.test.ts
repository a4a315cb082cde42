import { criticNames, mutualInformation } from '@infograd/mine';
import { memory } from '@infograd/tensor';
import { expect, test } from '@jest/globals';
import { correlated } from './small-data.ts';

test.each(criticNames)(
  '5,000 training steps hold no more memory than the first few, with the %s critic',
  async (critic) => {
    const { x, y } = correlated(200, 0.5);
    const seen: { tensors: number; bytes: number }[] = [];
    await mutualInformation(x, y, {
      critic,
      hidden: [4],
      batchSize: 8,
      steps: 5000,
      evaluateEvery: 500,
      patience: 5000,
      onProgress: () => seen.push(memory()),
    });
    expect(seen.length).toBe(10);
    // Besides the steady state there may be a set of best weights that is no longer the current average.
    const weights = critic === 'joint' ? 4 : 8;
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
