import { mutualInformation } from '@infograd/mine';
import { memory, random, reference } from '@infograd/tensor';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { HeldOutScores } from '../../packages/mine/src/bounds/bound.ts';
import { permutationTest } from '../../packages/mine/src/fitting/permutation-test.ts';
import { correlated, quick } from './small-data.ts';

afterEach(() => expect(memory().tensors).toBe(0));

/** Scores of a critic T(x, y) on n rows, with all shifts. */
function scoresOf(n: number, critic: (i: number, j: number) => number): HeldOutScores {
  const shifts = Int32Array.from({ length: n - 1 }, (_, k) => k + 1);
  const marginal = new Float64Array(n * shifts.length);
  shifts.forEach((shift, block) => {
    for (let i = 0; i < n; i++) marginal[block * n + i] = critic(i, (i + shift) % n);
  });
  return { joint: Float64Array.from({ length: n }, (_, i) => critic(i, i)), marginal, shifts };
}

function normals(n: number, seed: number): Float64Array {
  using draws = random(seed).normal([n], { dtype: 'float64', backend: reference() });
  return draws.dataSync() as Float64Array;
}

/** Kolmogorov and Smirnov's distance of p-values from uniform ones, times the root of their number: above 1.63 in 1 % of cases. */
function distanceFromUniform(pValues: number[]): number {
  const sorted = [...pValues].sort((a, b) => a - b);
  const n = sorted.length;
  const gaps = sorted.map((p, i) => Math.max(Math.abs(p - i / n), Math.abs(p - (i + 1) / n)));
  return Math.max(...gaps) * Math.sqrt(n);
}

describe('the p-value', () => {
  const runs = 300;

  test('is uniform for a critic of independent rows, whatever the critic', () => {
    const pValues = Array.from({ length: runs }, (_, seed) => {
      const [u, v] = [normals(60, 2 * seed), normals(60, 2 * seed + 1)];
      return permutationTest(
        scoresOf(60, (i, j) => u[i]! * v[j]! + u[i]! ** 2),
        59,
        random(seed),
      ).pValue;
    });
    expect(distanceFromUniform(pValues)).toBeLessThan(1.63);
  });

  test('is uniform for a critic that found nothing', () => {
    const pValues = Array.from(
      { length: runs },
      (_, seed) =>
        permutationTest(
          scoresOf(30, () => 0.25),
          29,
          random(seed),
        ).pValue,
    );
    expect(distanceFromUniform(pValues)).toBeLessThan(1.63);
    expect(Math.max(...pValues)).toBe(1);
    expect(Math.min(...pValues)).toBeCloseTo(1 / 30, 12);
  });

  test('is the smallest there is where every true pair scores higher', () => {
    const u = normals(200, 5);
    const result = permutationTest(
      scoresOf(200, (i, j) => -((u[i]! - u[j]!) ** 2)),
      99,
      random(1),
    );
    expect(result.pValue).toBe(1 / 100);
    expect(result.permutations).toBe(99);
    expect(result.statistic).toBeCloseTo(2, 0);
  });

  test('is that of the pairings there are when more are asked for', () => {
    const u = normals(20, 5);
    expect(
      permutationTest(
        scoresOf(20, (i, j) => u[i]! * u[j]!),
        1000,
        random(1),
      ),
    ).toMatchObject({ permutations: 19 });
  });
});

describe('through an estimate', () => {
  const short = { ...quick, steps: 100, permutations: 99, seed: 1 };

  test('dependence has a small p-value, and independence has not', async () => {
    const { x, y } = correlated(600, 0.6);
    const dependent = await mutualInformation(x, y, short);
    expect(dependent.permutation).toMatchObject({ pValue: 0.01, permutations: 99 });
    expect(dependent.permutation!.statistic).toBeGreaterThan(0.1);
    const none = correlated(600, 0, 3);
    const independent = await mutualInformation(none.x, none.y, short);
    expect(independent.permutation!.pValue).toBeGreaterThan(0.05);
    expect((await mutualInformation(x, y, { ...short, steps: 10, permutations: 0 })).permutation).toBeUndefined();
  });

  test('the test does not change the value', async () => {
    const { x, y } = correlated(600, 0.6);
    const { mi } = await mutualInformation(x, y, { ...short, permutations: 0 });
    expect((await mutualInformation(x, y, short)).mi).toBe(mi);
  });
});
