import { gaussianMutualInformation, MutualInformationEstimator } from '@infograd/mine';
import { random, reference } from '@infograd/tensor';
import { describe, expect, test } from '@jest/globals';
import type { Bound, HeldOutScores } from '../../packages/mine/src/bounds/bound.ts';
import { readHybrid } from '../../packages/mine/src/bounds/hybrid.ts';
import { boundOf, type EstimatorName, estimatorNames } from '../../packages/mine/src/bounds/index.ts';
import { standardError } from '../../packages/mine/src/bounds/influence.ts';
import { correlated, quick } from './small-data.ts';

const dv = boundOf('donsker-varadhan', { emaRate: 0.01 });
const nwj = boundOf('nwj', { emaRate: 0.01 });
const rho = 0.9;

/** The optimal critic of a bivariate normal, log p(x, y) / (p(x) p(y)). */
const logRatio = (x: number, y: number): number =>
  -Math.log1p(-rho * rho) / 2 - (rho * rho * (x * x + y * y) - 2 * rho * x * y) / (2 * (1 - rho * rho));

function sample(n: number, seed: number): { x: Float64Array; y: Float64Array } {
  const rng = random(seed);
  const draw = () => rng.normal([n], { dtype: 'float64', backend: reference() }).dataSync() as Float64Array;
  const x = draw();
  const noise = draw();
  return { x, y: noise.map((value, i) => rho * x[i]! + Math.sqrt(1 - rho * rho) * value) };
}

function scoresOf({ x, y }: { x: Float64Array; y: Float64Array }, shiftCount: number): HeldOutScores {
  const n = x.length;
  const shifts = Int32Array.from({ length: shiftCount }, (_, k) => k + 1);
  const marginal = new Float64Array(n * shiftCount);
  shifts.forEach((shift, k) => {
    for (let i = 0; i < n; i++) marginal[k * n + i] = logRatio(x[i]!, y[(i + shift) % n]!);
  });
  return { joint: x.map((value, i) => logRatio(value, y[i]!)), marginal, shifts };
}

describe('a value read off held-out scores', () => {
  const scores = scoresOf(sample(50, 1), 49);
  const meanJoint = scores.joint.reduce((sum, score) => sum + score, 0) / 50;
  const meanExp = scores.marginal.reduce((sum, score) => sum + Math.exp(score), 0) / scores.marginal.length;

  test('is the bound on those scores', () => {
    expect(dv.read(scores).value).toBeCloseTo(meanJoint - Math.log(meanExp), 12);
    expect(nwj.read(scores).value).toBeCloseTo(meanJoint - meanExp / Math.E, 12);
    expect(dv.read(scores).logPartition).toBeCloseTo(Math.log(meanExp), 12);
  });

  test('reports the share of the heaviest pair', () => {
    const largest = Math.max(...scores.marginal);
    expect(dv.read(scores).largestShare).toBeCloseTo(Math.exp(largest) / (meanExp * scores.marginal.length), 12);
  });

  test('does not overflow', () => {
    const shifted = {
      ...scores,
      joint: scores.joint.map((s) => s + 5000),
      marginal: scores.marginal.map((s) => s + 5000),
    };
    expect(dv.read(shifted).value).toBeCloseTo(dv.read(scores).value, 9);
  });
});

describe('the influence of a row', () => {
  const rows = sample(120, 2);
  const withoutRow = (i: number) => ({ x: rows.x.filter((_, j) => j !== i), y: rows.y.filter((_, j) => j !== i) });

  test.each([
    ['donsker-varadhan', dv],
    ['nwj', nwj],
  ])('sums to zero and is what leaving the row out changes, for %s', (_name, bound) => {
    const n = 120;
    const { value, influence } = bound.read(scoresOf(rows, n - 1));
    expect(influence.reduce((sum, term) => sum + term, 0)).toBeCloseTo(0, 9);
    const spread = standardError(influence) * n;
    for (let i = 0; i < n; i += 7) {
      const change = (n - 1) * (value - bound.read(scoresOf(withoutRow(i), n - 2)).value);
      expect(Math.abs(change - influence[i]!)).toBeLessThan(0.02 * spread);
    }
  });

  test('gives the standard error that repeated samples show', () => {
    const repeats = 300;
    const readings = Array.from({ length: repeats }, (_, seed) => dv.read(scoresOf(sample(200, 1000 + seed), 40)));
    const values = readings.map(({ value }) => value);
    const mean = values.reduce((sum, value) => sum + value, 0) / repeats;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (repeats - 1));
    const predicted = readings.reduce((sum, { influence }) => sum + standardError(influence), 0) / repeats;
    // The deviation of 300 repeats is itself known to 4 %.
    expect(predicted / deviation).toBeGreaterThan(0.88);
    expect(predicted / deviation).toBeLessThan(1.15);
  });
});

describe('a bound that reads a critic trained for another', () => {
  const rho = 0.5;
  const truth = gaussianMutualInformation({ rho });
  const ratio = (x: number, y: number): number =>
    -Math.log1p(-rho * rho) / 2 - (rho * rho * (x * x + y * y) - 2 * rho * x * y) / (2 * (1 - rho * rho));

  /** Exact log density ratios of a bivariate normal. */
  const ratiosOf = (rows: number, seed: number): HeldOutScores => {
    const { x, y } = correlated(rows, rho, seed);
    const shifts = Int32Array.from({ length: 8 }, (_, k) => k + 1);
    const marginal = new Float64Array(rows * shifts.length);
    shifts.forEach((shift, k) => {
      for (let i = 0; i < rows; i++) marginal[k * rows + i] = ratio(x[i]!, y[(i + shift) % rows]!);
    });
    return { joint: x.map((value, i) => ratio(value, y[i]!)), marginal, shifts };
  };
  const mapped = ({ joint, marginal, shifts }: HeldOutScores, map: (score: number) => number): HeldOutScores => ({
    joint: joint.map(map),
    marginal: marginal.map(map),
    shifts,
  });
  const testRows = ratiosOf(600, 11);
  const validation = ratiosOf(600, 12);

  /** What training tends to: log p/q for these, a function of it for f-divergences, and for the others any constant more. */
  const calibrated: readonly EstimatorName[] = ['js', 'nwj-js', 'smile', 'doe', 'club', 'l1out', 'ba'];
  const trainedScore = (name: EstimatorName): ((logRatio: number) => number) => {
    const bound = boundOf(name);
    if (bound.logRatio && bound.scoreOf) return bound.scoreOf;
    if (name === 'nwj') return (logRatio) => 1 + logRatio;
    return (logRatio) => (calibrated.includes(name) ? logRatio : logRatio + 3);
  };
  const read = (training: EstimatorName, reading: EstimatorName, scores: HeldOutScores, held: HeldOutScores) => {
    const toScore = trainedScore(training);
    return readHybrid(boundOf(training), boundOf(reading), mapped(scores, toScore), partitionOf(training, held));
  };
  const partitionOf = (name: EstimatorName, held: HeldOutScores): number =>
    boundOf(name).read(mapped(held, trainedScore(name))).logPartition;
  const partitions = Object.fromEntries(estimatorNames.map((name) => [name, partitionOf(name, validation)]));
  const scoresOfTest = Object.fromEntries(estimatorNames.map((name) => [name, mapped(testRows, trainedScore(name))]));
  const valueRead = (training: EstimatorName, reading: EstimatorName): number =>
    readHybrid(boundOf(training), boundOf(reading), scoresOfTest[training]!, partitions[training]!).value;

  test.each(estimatorNames)('reads by %s what it reads of a critic of its own', (reading) => {
    const own = boundOf(reading).read(scoresOfTest[reading]!).value;
    // A plug-in takes on the whole error of the constant, which InfoNCE with 8 negatives knows least.
    const tolerance = (['js', 'doe'].includes(reading) ? 0.05 : 0.01) + 0.08 * Math.abs(own);
    for (const training of estimatorNames) {
      const error = Math.abs(valueRead(training, reading) - own);
      expect([training, error < tolerance]).toEqual([training, true]);
    }
  });

  test.each(estimatorNames.filter((name) => ['mutual-information', 'kl'].includes(boundOf(name).measure)))(
    'which by %s is the information, or with CLUB the sum of both Kullback-Leibler divergences',
    (reading) => {
      const expected = reading === 'club' ? rho ** 2 / (1 - rho ** 2) : truth;
      // Three standard errors of 600 rows.
      expect(Math.abs(valueRead('js', reading) - expected)).toBeLessThan(reading === 'club' ? 0.15 : 0.065);
    },
  );

  test.each(estimatorNames)('changes nothing where %s reads its own critic', (name) => {
    const scores = mapped(ratiosOf(100, 3), trainedScore(name));
    expect({ ...readHybrid(boundOf(name), boundOf(name), scores, 99) }).toEqual({ ...boundOf(name).read(scores) });
  });

  test.each(estimatorNames.filter((name) => boundOf(name).scoreOf !== undefined))(
    'has in %s a score for a log ratio that the ratio follows from',
    (name) => {
      const { logRatio, scoreOf } = boundOf(name) as Required<Pick<Bound, 'scoreOf'>> & Bound;
      for (const value of [-3, -0.2, 0, 0.7, 4]) {
        expect(logRatio?.(scoreOf(value)) ?? scoreOf(value) - 1).toBeCloseTo(value, 12);
      }
    },
  );

  test('takes the constant from rows other than those it is read from', () => {
    // A constant fitted to the rows themselves would make of NWJ the Donsker-Varadhan value, which is never lower.
    const few = ratiosOf(40, 5);
    const dv = read('mine', 'donsker-varadhan', few, ratiosOf(40, 6)).value;
    expect(read('mine', 'nwj', few, ratiosOf(40, 6)).value).toBeLessThan(dv - 1e-4);
    expect(read('mine', 'nwj', few, few).value).toBeCloseTo(dv, 9);
  });

  test('SMILE scores need no constant, however much there is to know', () => {
    const high = mapped(validation, (logRatio) => 40 * logRatio);
    expect(Math.abs(boundOf('smile').read(high).logPartition)).toBeGreaterThan(0.5);
    expect(boundOf('smile').logRatio!(7)).toBe(7);
  });

  test('reads NWJ near the truth off a critic that the Jensen-Shannon objective trained', async () => {
    const { x, y } = correlated(2000, 0.75);
    const further = correlated(2000, 0.75, 9);
    using estimator = new MutualInformationEstimator({ ...quick, estimator: 'js', evaluate: 'nwj', steps: 400 });
    await estimator.fit(x, y);
    const { mi, stdError } = await estimator.estimate(further.x, further.y);
    expect(Math.abs(mi - gaussianMutualInformation({ rho: 0.75 }))).toBeLessThan(0.05 + 3 * stdError);
  });
});
