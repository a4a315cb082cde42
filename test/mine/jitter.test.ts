import { mutualInformation } from '@infograd/mine';
import { memory, random } from '@infograd/tensor';
import { afterEach, expect, test } from '@jest/globals';
import { addJitter } from '../../packages/mine/src/rows/jitter.ts';
import { correlated, quick } from './small-data.ts';

afterEach(() => expect(memory().tensors).toBe(0));

const { x, y } = correlated(600, 0.8);

test('jitter has the spread that was asked for, relative to each column, and leaves discrete columns alone', () => {
  const n = 4000;
  const rows = correlated(n, 0);
  const values = new Float64Array(3 * n);
  for (let i = 0; i < n; i++) values.set([100 * rows.x[i]!, rows.y[i]!, i % 3], 3 * i);
  const noisy = addJitter({ samples: { values, n, d: 3 }, levels: [null, null, [0, 1, 2]] }, 0.05, random(1));
  const spreadOf = (column: number): number => {
    let squares = 0;
    for (let i = column; i < 3 * n; i += 3) squares += (noisy.values[i]! - values[i]!) ** 2 / n;
    return Math.sqrt(squares);
  };
  expect(spreadOf(0) / 100).toBeCloseTo(0.05, 2);
  expect(spreadOf(1)).toBeCloseTo(0.05, 2);
  expect(spreadOf(2)).toBe(0);
});

test('nothing is added unless asked for, and the result says when it was', async () => {
  const options = { ...quick, steps: 20 };
  const plain = await mutualInformation(x, y, options);
  expect(plain.jitter).toBeUndefined();
  expect(plain.notes).toEqual([]);
  const noisy = await mutualInformation(x, y, { ...options, jitter: 0.01 });
  expect(noisy.jitter).toBe(0.01);
  expect(noisy.notes).toEqual([expect.stringMatching(/^normal noise of 0.01 standard deviations was added/)]);
  expect(noisy.mi).not.toBe(plain.mi);
  expect((await mutualInformation(x, y, { ...options, jitter: 0.01 })).mi).toBe(noisy.mi);
});

test('noise as large as the signal lowers the information as it must', async () => {
  const clean = await mutualInformation(x, y, quick);
  const noisy = await mutualInformation(x, y, { ...quick, jitter: 1 });
  // Correlation 0.8 becomes 0.4 when both columns get noise of their own variance: 0.511 and 0.087 nats.
  expect(noisy.mi).toBeLessThan(clean.mi - 0.2);
});

test('a negative amount is refused', async () => {
  await expect(mutualInformation(x, y, { ...quick, jitter: -1 })).rejects.toThrow(
    'jitter is -1; use a number from 0 up, such as 0.001',
  );
});
