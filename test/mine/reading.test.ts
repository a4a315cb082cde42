import { random, reference } from '@infograd/tensor';
import { describe, expect, test } from '@jest/globals';
import type { HeldOutScores } from '../../packages/mine/src/bounds/bound.ts';
import { boundOf } from '../../packages/mine/src/bounds/index.ts';
import { standardError } from '../../packages/mine/src/bounds/influence.ts';

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
