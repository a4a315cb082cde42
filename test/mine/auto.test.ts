/** The default estimator on data of every kind, with few steps: what it chooses, what it falls back to and says, and that it is always finite. */
import { DataError, gaussianMutualInformation, MutualInformationEstimator, mutualInformation } from '@infograd/mine';
import { memory, random, reference } from '@infograd/tensor';
import { afterEach, describe, expect, test } from '@jest/globals';
import { columns, correlated } from './small-data.ts';

afterEach(() => expect(memory().tensors).toBe(0));

const short = { folds: 1, steps: 40, hidden: [16] } as const;
const { x, y } = correlated(800, 0.8);
const truth = gaussianMutualInformation({ rho: 0.8 });

test('is what mutualInformation does when no estimator is named', async () => {
  const named = await mutualInformation(x, y, { ...short, estimator: 'auto' });
  const result = await mutualInformation(x, y, short);
  expect(result).toMatchObject({
    estimator: 'auto',
    bound: 'symmetric-info-nce',
    side: 'lower',
    measure: 'mutual-information',
    critic: 'elliptical',
    preprocess: 'copula',
    notes: [],
  });
  expect(named.mi).toBe(result.mi);
  expect(result.mi).toBeLessThan(Math.log(200));
  expect(Math.abs(result.mi - truth)).toBeLessThan(0.03 + 3 * result.stdError);
  const { correlations, degreesOfFreedom } = result.folds[0]!.copula!;
  expect(degreesOfFreedom).toBeNull();
  expect(correlations).toEqual([expect.closeTo(0.8, 1)]);
});

test('is the same to the bit for the same seed, and another for another', async () => {
  const valueFor = async (seed: number): Promise<number> =>
    (await mutualInformation(x, y, { ...short, steps: 20, seed })).mi;
  const first = await valueFor(5);
  expect(await valueFor(5)).toBe(first);
  expect(await valueFor(6)).not.toBe(first);
});

test('an option that is given wins over what it would choose', async () => {
  const result = await mutualInformation(x, y, {
    ...short,
    critic: 'separable',
    preprocess: 'standardize',
    evaluate: 'info-nce',
  });
  expect(result).toMatchObject({
    estimator: 'auto',
    critic: 'separable',
    preprocess: 'standardize',
    bound: 'info-nce',
  });
  expect(result.folds[0]!.copula).toBeUndefined();
});

describe('columns that repeat others', () => {
  const { x, y: other } = correlated(1000, 0);
  const explained = [
    { code: 'near-ceiling', message: expect.stringContaining('x and y are tied by an (almost) exact relation') },
  ];

  test.each([
    ['y = x', x, x],
    ['y = -x', x, x.map((value) => -value)],
    ['y = x^3', x, x.map((value) => value ** 3)],
    [
      'one column of two',
      columns(
        Float64Array.from({ length: 2000 }, (_, i) => (i % 2 ? other : x)[i >> 1]!),
        2,
      ),
      x.map((value) => 2 * value),
    ],
  ])('give a large value, the same on every fold, and a warning that says why: %s', async (_, left, right) => {
    const { mi, stdError, folds, warnings } = await mutualInformation(left, right, { ...short, folds: 2 });
    expect(mi).toBeGreaterThan(5);
    expect(mi).toBeLessThan(Math.log(500));
    expect(stdError).toBeLessThan(0.05);
    for (const fold of folds) expect(Math.abs(fold.mi - mi)).toBeLessThan(0.2);
    expect(warnings.filter(({ code }) => code === 'near-ceiling')).toEqual(explained);
  });

  test('are not spoken of where the relation has noise', async () => {
    const near = x.map((value, i) => value + 0.1 * other[i]!);
    const { mi, warnings } = await mutualInformation(x, near, { ...short, folds: 2 });
    expect(mi).toBeGreaterThan(2);
    expect(warnings.filter(({ code }) => code === 'near-ceiling')).toEqual([]);
  });
});

describe('few rows', () => {
  const [fewX, fewY] = [x.subarray(0, 360), y.subarray(0, 360)];

  test('are trained on in smaller batches, and the result says so', async () => {
    const result = await mutualInformation(fewX, fewY, { ...short, steps: 20, folds: 4 });
    expect(result.notes).toEqual(['batches of 234 rows, not 256, because training has no more']);
    expect(Math.abs(result.mi - truth)).toBeLessThan(0.05 + 3 * result.stdError);
    expect(result.folds.map(({ testRows }) => testRows)).toEqual([90, 90, 90, 90]);
  });

  test('leave the copula alone, which is nearer than a network that learnt so few by heart, and the result says so', async () => {
    for (const seed of [1, 2, 3]) {
      const [a, b] = [x, y].map((column) => column.subarray(100 * seed, 100 * seed + 100));
      const result = await mutualInformation(a!, b!, { seed });
      expect(result.notes.at(-1)).toMatch(/^a copula in closed form, without a network, because training has 65 rows/);
      expect(result.steps).toBe(0);
      expect(Math.abs(result.mi - truth)).toBeLessThan(0.05 + 3 * result.stdError);
      expect(result.stdError).toBeLessThan(0.2);
    }
  });

  test('are refused for a batch that was asked for, and for other estimators', async () => {
    const message = '360 rows leave 234 for training, fewer than a batch of 256';
    await expect(mutualInformation(fewX, fewY, { ...short, batchSize: 256 })).rejects.toThrow(message);
    await expect(mutualInformation(fewX, fewY, { estimator: 'mine' })).rejects.toThrow(
      '360 rows leave 180 for training',
    );
  });

  test('that are too few for any estimate are refused', async () => {
    await expect(mutualInformation(x.subarray(0, 20), y.subarray(0, 20))).rejects.toBeInstanceOf(DataError);
  });

  test('do not keep a fitted estimator from being saved and loaded', async () => {
    using estimator = new MutualInformationEstimator({ ...short, steps: 10 });
    await estimator.fit(fewX, fewY);
    using copy = await MutualInformationEstimator.load(await estimator.save());
    expect(await copy.score(fewX, fewY)).toEqual(await estimator.score(fewX, fewY));
  });
});

describe('columns', () => {
  test('may be several on one side', async () => {
    const { mi, dimX, folds } = await mutualInformation(columns(x, 2), columns(y, 2), short);
    expect(dimX).toBe(2);
    expect(folds[0]!.copula!.correlations).toHaveLength(2);
    expect(Math.abs(mi - 2 * truth)).toBeLessThan(0.35);
    expect((await mutualInformation(columns(x, 2), y.subarray(0, 400), short)).dimY).toBe(1);
  });

  test('that repeat others change nothing much', async () => {
    const twice = columns(
      Float64Array.from({ length: 1600 }, (_, i) => x[i >> 1]!),
      2,
    );
    const { mi, stdError } = await mutualInformation(twice, y, short);
    expect(Math.abs(mi - truth)).toBeLessThan(0.05 + 3 * stdError);
  });

  test('with ties, or of whole numbers, are fine', async () => {
    const { mi } = await mutualInformation(x.map(Math.round), y.map(Math.round), short);
    expect(mi).toBeGreaterThan(0.2);
    expect(mi).toBeLessThan(truth);
  });

  test('that are constant on the training rows of a fold are refused with the place', async () => {
    const nearlyConstant = new Float64Array(800).fill(1);
    nearlyConstant[5] = 2;
    await expect(mutualInformation(nearlyConstant, y, { ...short, steps: 1, folds: 4 })).rejects.toMatchObject({
      code: 'constant',
      argument: 'x',
      column: 0,
    });
  });
});

describe('categories', () => {
  const grade = (value: number): string => (value > 1 ? 'high' : value > 0 ? 'good' : value > -1 ? 'poor' : 'low');
  const words = Array.from(x, grade);

  test('on one side or both are found, within what they can tell', async () => {
    const one = await mutualInformation(words, y, short);
    expect(one).toMatchObject({ critic: 'elliptical', notes: [] });
    expect(one.mi).toBeGreaterThan(0.3);
    expect(one.mi).toBeLessThan(truth);
    const both = await mutualInformation(
      words,
      Array.from(y, (value) => value > 0),
      short,
    );
    expect(both.mi).toBeGreaterThan(0.12);
    expect(both.mi).toBeLessThan(Math.LN2);
    expect(both.entropy!.y).toBeCloseTo(Math.LN2, 2);
  });

  test('of more than 32 levels are met by a separable critic with learnt vectors, and the result says so', async () => {
    const letters = Array.from(x, (value) => `bin ${Math.floor(30 + 10 * Math.max(-2.4, Math.min(2.4, value)))}`);
    const result = await mutualInformation(letters, y, { ...short, steps: 300 });
    expect(result).toMatchObject({ estimator: 'auto', critic: 'separable' });
    expect(result.notes).toEqual([
      'the separable critic with learnt vectors for categories, not the elliptical one, because a column of x has more than 32 categories',
    ]);
    expect(result.mi).toBeGreaterThan(0.2);
    expect(result.mi).toBeLessThan(truth + 0.1);
    const ofY = await mutualInformation(y, letters, { ...short, steps: 10 });
    expect(ofY.notes[0]).toContain('a column of y has more than 32 categories');
  });

  test('of more than 32 levels are refused by an elliptical critic that was asked for', async () => {
    const numbers = x.map((value) => Math.floor(20 * value));
    const options = { ...short, estimator: 'mine', critic: 'elliptical', discrete: { x: true } } as const;
    await expect(mutualInformation(numbers, y, options)).rejects.toMatchObject({
      option: 'critic',
      message: expect.stringContaining("a column of x with more than 32 categories has not; use critic 'separable'"),
    });
  });
});

describe('what is hard', () => {
  test('identical x and y have a finite value below the logarithm of the test rows', async () => {
    const { mi } = await mutualInformation(x, x.slice(), short);
    expect(mi).toBeGreaterThan(2);
    expect(mi).toBeLessThanOrEqual(Math.log(200));
  });

  test('heavy tails in common have few degrees of freedom, and no infinity', async () => {
    using draws = random(8).normal([2400], { dtype: 'float64', backend: reference() });
    const scale = draws.dataSync() as Float64Array;
    const independent = correlated(800, 0, 4);
    const tail = (values: Float64Array) =>
      values.map((value, i) => value / Math.hypot(scale[3 * i]!, scale[3 * i + 1]!));
    const { mi, folds, stdError } = await mutualInformation(tail(independent.x), tail(independent.y), short);
    expect(folds[0]!.copula!.degreesOfFreedom).toBeLessThanOrEqual(3);
    // A t copula with 2 degrees of freedom and no correlation: 0.1 to 0.2 nats, which correlation does not see.
    expect(mi - 3 * stdError).toBeGreaterThan(-0.02);
    expect(mi).toBeLessThan(0.35);
    expect(Number.isFinite(stdError)).toBe(true);
  });

  test('values of any size are the same by their ranks', async () => {
    const huge = await mutualInformation(
      x.map((value) => 1e30 * value),
      y.map((value) => Math.sinh(8 * value)),
      short,
    );
    expect(Math.abs(huge.mi - truth)).toBeLessThan(0.05 + 3 * huge.stdError);
  });

  test('independent variables have about nothing', async () => {
    const none = correlated(800, 0, 6);
    const { mi, stdError } = await mutualInformation(none.x, none.y, short);
    expect(Math.abs(mi)).toBeLessThan(0.01 + 3 * stdError);
  });

  test('training that overflows keeps the last finite state and says so', async () => {
    const result = await mutualInformation(x, y, { ...short, learningRate: 1e30 });
    expect(result.warnings.map(({ code }) => code)).toContain('non-finite');
    expect(Number.isFinite(result.mi)).toBe(true);
    // The copula, which needs no training, is what is left.
    expect(Math.abs(result.mi - truth)).toBeLessThan(0.1 + 3 * result.stdError);
  });
});
