import { extrapolate, gaussianMutualInformation } from '@infograd/mine';
import { memory } from '@infograd/tensor';
import { afterEach, describe, expect, test } from '@jest/globals';
import { fitLine } from '../../packages/mine/src/measures/fit-line.ts';
import { correlated, quick } from './small-data.ts';

afterEach(() => expect(memory().tensors).toBe(0));

describe('a weighted line', () => {
  test('goes through points that lie on one, whatever the weights', () => {
    const line = fitLine([0.1, 0.2, 0.4], [1.3, 1.1, 0.7], [0.1, 0.5, 0.2]);
    expect(line.intercept).toBeCloseTo(1.5, 12);
    expect(line.slope).toBeCloseTo(-2, 12);
    expect(line.chiSquare).toBeCloseTo(0, 12);
    expect(line.curvature).toBeCloseTo(0, 9);
  });

  test('has the intercept error of weighted least squares, and sees a bend', () => {
    // (X^T W X)^-1 for x = 1, 2, 3 and unit errors: [[14, -6], [-6, 3]] / 6.
    const line = fitLine([1, 2, 3], [0, 0, 0], [1, 1, 1]);
    expect(line.interceptError).toBeCloseTo(Math.sqrt(14 / 6), 12);
    const bent = fitLine([1, 2, 3], [0, 1, 0], [0.1, 0.1, 0.1]);
    // The quadratic (1, -2, 1) / sqrt(6) picks up -2 / sqrt(6), in errors of 0.1.
    expect(bent.curvature).toBeCloseTo(-20 / Math.sqrt(6), 9);
    expect(bent.chiSquare).toBeCloseTo(400 / 6, 9);
    expect(bent.interceptError).toBeGreaterThan(0.1 * line.interceptError);
  });

  test('trusts points with small errors more', () => {
    const values = [1, 1, 2];
    expect(fitLine([1, 2, 3], values, [1, 1, 0.01]).intercept).toBeLessThan(
      fitLine([1, 2, 3], values, [1, 1, 100]).intercept,
    );
  });
});

describe('extrapolation', () => {
  const settings = { ...quick, seed: 1 } as const;
  const { x, y } = correlated(2400, 0.8);

  test('fits disjoint parts of the rows and says how far the line moves the value', async () => {
    const result = await extrapolate(x, y, { ...settings, gammas: [1, 2, 4], parts: 2 });
    expect(result.points.map(({ gamma, n, estimates }) => [gamma, n, estimates.length])).toEqual([
      [1, 2400, 1],
      [2, 1200, 2],
      [4, 600, 2],
    ]);
    expect(result.whole!.mi).toBe(result.points[0]!.mean);
    const truth = gaussianMutualInformation({ rho: 0.8 });
    expect(Math.abs(result.mi - truth)).toBeLessThan(0.03 + 4 * result.stdError);
    expect(result.stdError).toBeGreaterThan(result.points[0]!.stdError);
    expect(result.interval[0]).toBeLessThan(result.mi);
    expect(result.mi + result.slope / 1200).toBeCloseTo(result.points[1]!.mean, 0);
    expect(result.isReliable).toBe(true);
    expect(result.reason).toMatch(
      /^3 of 3 sizes, 600 to 2400 rows, lie on a line that moves the value by -?0\.\d+ nats$/,
    );
  });

  test('is not relied on where few rows leave the intercept open', async () => {
    const few = correlated(240, 0.6);
    const options = { ...settings, gammas: [1, 2, 3], parts: 2, batchSize: 32, steps: 200 };
    const result = await extrapolate(few.x, few.y, options);
    expect(result.isReliable).toBe(false);
    expect(result.stdError).toBeGreaterThan(0.1);
    expect(result.reason).toMatch(/use more rows/);
  });

  test('is refused for lists of sizes that are none, and for parts that are too small, before any long work', async () => {
    await expect(extrapolate(x, y, { gammas: [1, 2] })).rejects.toThrow('gammas is [1,2]; use 3 or more different');
    await expect(extrapolate(x, y, { gammas: [1, 2, 2] })).rejects.toThrow('gammas is [1,2,2]');
    await expect(extrapolate(x, y, { parts: 0 })).rejects.toThrow('parts is 0; use a whole number of 1 or more');
    const started = performance.now();
    await expect(extrapolate(x, y, { ...settings, steps: 100_000, gammas: [1, 2, 50] })).rejects.toMatchObject({
      code: 'too-few-rows',
    });
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
