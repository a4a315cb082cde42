import { applyPreprocess, DataError, type FittedPreprocess, fitPreprocess, type Samples } from '@infograd/mine';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { erf } from 'mathjs';

const column = (...values: number[]): Samples => ({ values: Float64Array.from(values), n: values.length, d: 1 });
const normalProbability = (z: number): number => (1 + erf(z / Math.SQRT2)) / 2;

describe('standardize', () => {
  test('gives the training rows mean 0 and deviation 1, column by column', () => {
    const training = { values: Float64Array.of(1, 100, 2, 300, 6, 800), n: 3, d: 2 };
    const scaled = applyPreprocess(fitPreprocess('standardize', training, 'x'), training);
    for (const start of [0, 1]) {
      const values = [scaled[start]!, scaled[start + 2]!, scaled[start + 4]!];
      expect(values[0]! + values[1]! + values[2]!).toBeCloseTo(0, 6);
      expect(values.reduce((sum, value) => sum + value * value, 0) / 3).toBeCloseTo(1, 6);
    }
  });

  test('treats other rows by the training rows, and can be undone', () => {
    const fitted = fitPreprocess('standardize', column(1, 3), 'x');
    expect(fitted).toEqual({ kind: 'standardize', mean: [2], deviation: [1] });
    expect([...applyPreprocess(fitted, column(5, 2))]).toEqual([3, 0]);
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2 }), (values) => {
        fc.pre(new Set(values.map(Math.fround)).size > 1);
        const samples = column(...values);
        const model = fitPreprocess('standardize', samples, 'x') as Extract<FittedPreprocess, { kind: 'standardize' }>;
        const scaled = applyPreprocess(model, samples);
        const largest = Math.max(...values.map(Math.abs));
        values.forEach((value, row) => {
          const restored = scaled[row]! * model.deviation[0]! + model.mean[0]!;
          expect(Math.abs(restored - value)).toBeLessThanOrEqual(1e-6 * largest);
        });
      }),
    );
  });
});

describe('copula', () => {
  test('maps the rank r of n to the normal quantile of (r - 1/2) / n', () => {
    const values = [10, -3, 7, 1000];
    const scores = applyPreprocess(fitPreprocess('copula', column(...values), 'x'), column(...values));
    expect([...scores].map((score) => normalProbability(score) * 4 + 0.5)).toEqual(
      [3, 1, 2, 4].map((rank) => expect.closeTo(rank, 5)),
    );
  });

  test('gives tied values the average of their ranks', () => {
    const values = [1, 1, 2, 2, 2, 5];
    const scores = applyPreprocess(fitPreprocess('copula', column(...values), 'x'), column(...values));
    const ranks = [...scores].map((score) => normalProbability(score) * 6 + 0.5);
    expect(ranks).toEqual([1.5, 1.5, 4, 4, 4, 6].map((rank) => expect.closeTo(rank, 5)));
  });

  test('interpolates between training values and holds the outermost score beyond them', () => {
    const fitted = fitPreprocess('copula', column(0, 1, 3), 'x');
    const [below, low, between, high, above] = applyPreprocess(fitted, column(-9, 0, 2, 3, 99));
    expect(below).toBe(low);
    expect(above).toBe(high);
    expect(between).toBeCloseTo(high! / 2, 6); // half way from the median's score 0 to the highest
  });

  test('depends on the order of values only', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 2 }), (values) => {
        const scoresOf = (samples: Samples) => applyPreprocess(fitPreprocess('copula', samples, 'x'), samples);
        expect(scoresOf(column(...values.map((value) => Math.exp(value))))).toEqual(scoresOf(column(...values)));
      }),
    );
  });
});

test('none changes nothing but the precision', () => {
  expect([...applyPreprocess(fitPreprocess('none', column(1, 1), 'x'), column(0.1, 7))]).toEqual([Math.fround(0.1), 7]);
});

test.each(['standardize', 'copula'] as const)('%s refuses a column that is constant on the training rows', (name) => {
  const training = { values: Float64Array.of(1, 4, 2, 4, 3, 4), n: 3, d: 2 };
  expect(() => fitPreprocess(name, training, 'y')).toThrow(DataError);
  expect(() => fitPreprocess(name, training, 'y')).toThrow(
    'y: column 1 is constant (4) on all 3 training rows, although not on the others. Use more rows, another seed, or leave the column out',
  );
});

test('standardize refuses numbers whose squares are beyond the range of numbers', () => {
  expect(() => fitPreprocess('standardize', column(1e200, 3e200), 'x')).toThrow(/deviation comes out as Infinity/);
  expect(() => fitPreprocess('standardize', column(1e-200, 3e-200), 'x')).toThrow(DataError);
});

test('a number that float32 cannot hold on the learnt scale is named, not made infinite', () => {
  expect(() => applyPreprocess({ kind: 'none' }, column(1, 1e39))).toThrow(DataError);
  expect(() => applyPreprocess(fitPreprocess('standardize', column(0, 1e-5), 'x'), column(1e39))).toThrow(
    "1e+39 in column 0 does not fit float32 on the scale of preprocess 'standardize'",
  );
});

test('uniform maps ranks to equally spaced numbers of mean 0 and variance 1, in the order of the values', () => {
  const training = column(...Array.from({ length: 1000 }, (_, i) => Math.exp(((i * 387) % 1000) / 50)));
  const fitted = fitPreprocess('uniform', training, 'x');
  const scores = [...applyPreprocess(fitted, training)];
  const sorted = scores.toSorted((a, b) => a - b);
  expect(scores.reduce((sum, value) => sum + value, 0) / 1000).toBeCloseTo(0, 5);
  expect(scores.reduce((sum, value) => sum + value * value, 0) / 1000).toBeCloseTo(1, 5);
  sorted.slice(1).forEach((value, i) => {
    expect(value - sorted[i]!).toBeCloseTo(Math.sqrt(12) / 1000, 5);
  });
  const largest = training.values.indexOf(Math.max(...training.values));
  expect(scores[largest]).toBe(sorted[999]);
  // Beyond what training rows reached, the outermost score holds.
  expect(applyPreprocess(fitted, column(-1, 1e99))).toEqual(Float32Array.of(sorted[0]!, sorted[999]!));
});
