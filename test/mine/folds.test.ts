/** Several splits of the rows: what each row is used for, how the folds' values become one, and an estimator that keeps all of them. */
import {
  AbortedError,
  gaussianMutualInformation,
  MutualInformationEstimator,
  mutualInformation,
  type Progress,
} from '@infograd/mine';
import { memory, random } from '@infograd/tensor';
import { afterEach, describe, expect, test } from '@jest/globals';
import { standardError } from '../../packages/mine/src/bounds/influence.ts';
import { disagreement } from '../../packages/mine/src/fitting/warnings.ts';
import { mutualInformationByRow } from '../../packages/mine/src/mutual-information.ts';
import { splitFolds, splitRows } from '../../packages/mine/src/rows/split.ts';
import { correlated, quick } from './small-data.ts';

afterEach(() => expect(memory().tensors).toBe(0));

const fractions = { train: 0.5, validation: 0.2, test: 0.3 };
const sorted = (...parts: Int32Array[]): number[] => parts.flatMap((part) => [...part]).sort((a, b) => a - b);
const all = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const { x, y } = correlated(800, 0.8);
const short = { ...quick, steps: 100 };

describe('splits into folds', () => {
  test.each([2, 4, 5, 7])('test every row once in %i folds, and use all rows in each', (folds) => {
    const splits = splitFolds(101, folds, fractions, random(3));
    expect(splits).toHaveLength(folds);
    expect(sorted(...splits.map((split) => split.test))).toEqual(all(101));
    for (const { train, validation, test } of splits) {
      expect(sorted(train, validation, test)).toEqual(all(101));
      expect(Math.abs(test.length - 101 / folds)).toBeLessThan(1);
      // The rest is shared as training and validation are in the fractions, 5 to 2.
      expect(Math.abs(train.length - ((101 - test.length) * 5) / 7)).toBeLessThanOrEqual(0.5);
    }
  });

  test('of one fold are the split of splitRows', () => {
    expect(splitFolds(50, 1, fractions, random(5))).toEqual([splitRows(50, fractions, random(5))]);
  });

  test('follow from the seed', () => {
    expect(splitFolds(60, 3, fractions, random(1))).toEqual(splitFolds(60, 3, fractions, random(1)));
    expect(splitFolds(60, 3, fractions, random(1))).not.toEqual(splitFolds(60, 3, fractions, random(2)));
  });

  test('of a series keep blocks together and parts apart', () => {
    const [n, gap] = [400, 3];
    const splits = splitFolds(n, 4, fractions, random(2), undefined, { length: 20, gap });
    expect(sorted(...splits.map((split) => split.test))).toEqual(all(n));
    for (const { train, validation, test } of splits) {
      const tested = new Set(test);
      const validated = new Set(validation);
      for (const row of train) {
        for (let near = row - gap; near <= row + gap; near++) {
          expect(tested.has(near) || validated.has(near)).toBe(false);
        }
      }
      for (const row of validation) {
        for (let near = row - gap; near <= row + gap; near++) expect(tested.has(near)).toBe(false);
      }
      // 100 test rows in blocks of 20: a handful of stretches, not a hundred.
      const stretches = [...test].filter((row) => !tested.has(row - 1)).length;
      expect(stretches).toBeLessThanOrEqual(8);
      expect(train.length).toBeGreaterThan(100);
    }
  });

  test('say when there are more of them than the rows allow', () => {
    expect(() => splitFolds(30, 10, fractions, random(1))).toThrow('30 rows leave 3 for the test part');
  });
});

describe('a column that is constant on the training rows of the last fold alone', () => {
  const splits = splitFolds(800, 4, fractions, random(0).fork('split'));
  const rare = Float64Array.from({ length: 800 }, (_, row) => (splits[3]!.test.slice(0, 12).includes(row) ? 1 : 0));

  test('is refused before any training', async () => {
    const data = Float64Array.from({ length: 1600 }, (_, i) => (i % 2 === 0 ? x[i / 2]! : rare[(i - 1) / 2]!));
    for (const { train } of splits.slice(0, 3)) expect(train.some((row) => rare[row] === 1)).toBe(true);
    const reports: Progress[] = [];
    const options = { ...short, folds: 4, seed: 0, onProgress: (report: Progress) => void reports.push(report) };
    const error = await mutualInformation({ data, shape: [800, 2] }, y, options).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'constant',
      message: expect.stringContaining('column 1 is constant (0) on all 429 training rows, although not on the others'),
    });
    expect(reports).toEqual([]);
  });
});

describe('an estimate over folds', () => {
  test('is the mean over all rows, with the standard error of their influences', async () => {
    const { result, byRow } = await mutualInformationByRow(x, y, { ...short, folds: 3, seed: 2 });
    expect(result.folds.map(({ testRows }) => testRows)).toEqual([267, 266, 267]);
    const weighted = result.folds.reduce((sum, { mi, testRows }) => sum + (mi * testRows) / 800, 0);
    expect(result.mi).toBeCloseTo(weighted, 12);
    expect(result.train).toBeCloseTo(
      result.folds.reduce((sum, fold) => sum + (fold.train * fold.testRows) / 800, 0),
      12,
    );
    expect(new Set(result.folds.map(({ mi }) => mi)).size).toBe(3);
    expect(sorted(byRow.rows)).toEqual(all(800));
    expect(result.stdError).toBe(standardError(byRow.influence));
    expect(byRow.influence.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 8);
    expect(result.steps).toBe(result.folds.reduce((sum, { steps }) => sum + steps, 0));
    expect(result.mi).toBeGreaterThan(0.25);
    expect(result.mi).toBeLessThan(gaussianMutualInformation({ rho: 0.8 }) + 3 * result.stdError);
  });

  test('has less noise than one split', async () => {
    const one = await mutualInformation(x, y, { ...short, seed: 2 });
    const four = await mutualInformation(x, y, { ...short, folds: 4, seed: 2 });
    // All 800 rows instead of 240: a factor of 0.55.
    expect(four.stdError / one.stdError).toBeGreaterThan(0.35);
    expect(four.stdError / one.stdError).toBeLessThan(0.8);
  });

  test('counts its progress over all trainings', async () => {
    const reports: Progress[] = [];
    await mutualInformation(x, y, { ...short, folds: 2, restarts: 2, onProgress: (report) => reports.push(report) });
    expect(reports.map(({ step }) => step)).toEqual([50, 100, 150, 200, 250, 300, 350, 400]);
    expect(reports.every(({ steps }) => steps === 400)).toBe(true);
    expect(reports.at(-1)!.secondsLeft).toBe(0);
    expect(reports[0]!.secondsLeft).toBeGreaterThan(0);
  });

  test('warns when folds differ by more than their noise', () => {
    const reading = (value: number, spread: number) => ({
      value,
      influence: Float64Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? spread : -spread)),
      logPartition: 0,
      largestShare: 0,
    });
    expect(disagreement([reading(0.2, 0.1), reading(0.9, 0.1)])).toMatchObject({
      code: 'disagreement',
      message: expect.stringContaining('the folds give from 0.200 to 0.900 nats'),
    });
    expect(disagreement([reading(0.85, 0.1), reading(0.9, 0.1)])).toBeUndefined();
    expect(disagreement([reading(0.2, 3), reading(0.9, 3)])).toBeUndefined();
    expect(disagreement([reading(0.2, 0.1)])).toBeUndefined();
  });
});

describe('restarts', () => {
  test('keep the training with the best validation value, and say what all reached', async () => {
    const result = await mutualInformation(x, y, { ...short, restarts: 3, seed: 4 });
    const { candidates, validation } = result.folds[0]!;
    expect(candidates).toHaveLength(3);
    expect(new Set(candidates).size).toBe(3);
    expect(candidates).toEqual([...candidates].sort((a, b) => b - a));
    expect(validation).toBe(candidates[0]);
    expect(result.validation).toBe(candidates[0]);
  });

  test('begin with the training that there is without them', async () => {
    const alone = await mutualInformation(x, y, { ...short, seed: 4 });
    const several = await mutualInformation(x, y, { ...short, restarts: 3, seed: 4 });
    expect(several.folds[0]!.candidates).toContain(alone.validation);
    expect(several.validation).toBeGreaterThanOrEqual(alone.validation);
  });
});

describe('evaluate', () => {
  test('trains with one bound and reads with another', async () => {
    const trained = await mutualInformation(x, y, { ...short, estimator: 'js' });
    const hybrid = await mutualInformation(x, y, { ...short, estimator: 'js', evaluate: 'info-nce' });
    expect(trained).toMatchObject({ estimator: 'js', bound: 'js', side: 'estimate' });
    expect(hybrid).toMatchObject({ estimator: 'js', bound: 'info-nce', side: 'lower' });
    // The training is the same; the reading is another one, below log(test rows).
    expect(hybrid.history).toEqual(trained.history);
    expect(hybrid.mi).not.toBe(trained.mi);
    expect(hybrid.mi).toBeLessThan(Math.log(240));
    expect(hybrid.mi).toBeGreaterThan(0.15);
  });

  test('gives each bound the scores that it wants, whichever constant training leaves', async () => {
    for (const [estimator, evaluate] of [
      ['js', 'nwj'],
      ['mine', 'nwj'],
      ['nwj', 'js'],
    ] as const) {
      const { mi, stdError } = await mutualInformation(x, y, { ...short, steps: 300, estimator, evaluate });
      const error = Math.abs(mi - gaussianMutualInformation({ rho: 0.8 }));
      expect([estimator, evaluate, error < 0.1 + 3 * stdError]).toEqual([estimator, evaluate, true]);
    }
  });

  test('is refused where scores need not have a logarithm', async () => {
    await expect(mutualInformation(x, y, { ...short, estimator: 'pearson-chi2', evaluate: 'mine' })).rejects.toThrow(
      "estimator 'pearson-chi2' trains the density ratio itself, which comes out below zero in places and has no logarithm",
    );
    expect((await mutualInformation(x, y, { ...short, estimator: 'pearson-chi2' })).measure).toBe('pearson-chi2');
  });

  test('with the same bound changes nothing', async () => {
    const { seconds: _, ...same } = (await mutualInformation(x, y, { ...short, evaluate: 'mine' })).toJSON();
    const { seconds: __, ...plain } = (await mutualInformation(x, y, short)).toJSON();
    expect(same).toEqual(plain);
  });
});

describe('an estimator of several folds', () => {
  const further = correlated(200, 0.8, 77);

  test('estimates, scores, saves and loads them all', async () => {
    using estimator = new MutualInformationEstimator({ ...short, critic: 'separable', folds: 3, seed: 1 });
    const { mi } = await estimator.fit(x, y);
    const { mi: again, stdError } = await estimator.estimate(further.x, further.y);
    expect(Math.abs(again - mi)).toBeLessThan(5 * stdError);
    using copy = await MutualInformationEstimator.load(await estimator.save());
    expect(await copy.estimate(further.x, further.y)).toEqual(await estimator.estimate(further.x, further.y));
    expect(await copy.score(further.x, further.y)).toEqual(await estimator.score(further.x, further.y));
    expect(await copy.save()).toEqual(await estimator.save());
  });

  test('scores by the mean of its critics', async () => {
    using one = new MutualInformationEstimator({ ...short, seed: 1 });
    using several = new MutualInformationEstimator({ ...short, folds: 3, seed: 1 });
    await one.fit(x, y);
    await several.fit(x, y);
    const scores = await several.score(further.x, further.y);
    const mean = scores.reduce((sum, score) => sum + score, 0) / 200;
    expect(Math.abs(mean - gaussianMutualInformation({ rho: 0.8 }))).toBeLessThan(0.2);
    expect(scores).not.toEqual(await one.score(further.x, further.y));
  });

  test('with elliptical critics is saved and loaded as it is', async () => {
    using estimator = new MutualInformationEstimator({ folds: 2, steps: 10, hidden: [8], batchSize: 64 });
    const { folds } = await estimator.fit(x.subarray(0, 400), y.subarray(0, 400));
    expect(folds.every(({ copula }) => copula!.correlations[0]! > 0.7)).toBe(true);
    using copy = await MutualInformationEstimator.load(await estimator.save());
    const rows = [further.x.slice(0, 50), further.y.slice(0, 50)] as const;
    expect(await copy.score(...rows)).toEqual(await estimator.score(...rows));
    expect(await copy.estimate(...rows)).toEqual(await estimator.estimate(...rows));
  });
});

describe('an abort in a later fold', () => {
  const abortAt = async (at: number, options: object): Promise<AbortedError> => {
    const controller = new AbortController();
    const onProgress = ({ step }: Progress) => step === at && controller.abort();
    const all = { ...short, ...options, signal: controller.signal, onProgress };
    return mutualInformation(x, y, all).then(
      () => Promise.reject(new Error('was not aborted')),
      (error: AbortedError) => error,
    );
  };

  test('leaves the value of the folds so far', async () => {
    const error = await abortAt(250, { folds: 4 });
    expect(error).toBeInstanceOf(AbortedError);
    expect(error.partial!.folds.map(({ steps }) => steps)).toEqual([100, 100, 50]);
    expect(error.partial).toMatchObject({ steps: 250, n: 800 });
    expect(Number.isFinite(error.partial!.mi)).toBe(true);
    expect(error.partial!.mi).toBeGreaterThan(0.2);
  });

  test('in a restart leaves the best of the trainings so far', async () => {
    const error = await abortAt(150, { restarts: 3 });
    expect(error.partial!.folds[0]!.candidates).toHaveLength(2);
    expect(error.partial!.validation).toBe(Math.max(...error.partial!.folds[0]!.candidates));
  });
});
