/** The statistics of the reports, beside values from tables and from definitions. */
import { expect, test } from '@jest/globals';
import { uniformityTest } from '../../accuracy/kolmogorov-smirnov.ts';
import { nats, signedNats } from '../../accuracy/markdown.ts';
import { mean, standardDeviation } from '../../accuracy/statistics.ts';

test('the Kolmogorov-Smirnov test finds the largest distance, and the p-values of the published tables', () => {
  expect(uniformityTest([0.1, 0.3, 0.5, 0.7, 0.9]).statistic).toBeCloseTo(0.1, 12);
  expect(uniformityTest([0.9]).statistic).toBeCloseTo(0.9, 12);
  // Critical values at 5 % and 1 %: 0.294 and 0.352 for n = 20, 0.1340 and 0.1608 for n = 100.
  for (const [n, distance, level] of [
    [20, 0.294, 0.05],
    [20, 0.352, 0.01],
    [100, 0.134, 0.05],
    [100, 0.1608, 0.01],
  ]) {
    const shifted = Array.from({ length: n }, (_, i) => Math.min((i + 1) / n, 1) - distance);
    const { statistic, pValue } = uniformityTest(shifted.map((value) => Math.max(value, 0)));
    expect(statistic).toBeCloseTo(distance, 6);
    expect(Math.abs(pValue - level)).toBeLessThan(0.1 * level);
  }
});

test('p-values that are all alike are not taken for uniform, evenly spread ones are', () => {
  expect(uniformityTest(Array.from({ length: 50 }, () => 0.5)).pValue).toBeLessThan(1e-6);
  expect(uniformityTest(Array.from({ length: 50 }, (_, i) => (i + 0.5) / 50)).pValue).toBe(1);
});

test('what too few values cannot tell is null', () => {
  expect([mean([]), standardDeviation([3])]).toEqual([null, null]);
  expect([mean([1, 3]), standardDeviation([1, 3])]).toEqual([2, Math.SQRT2]);
});

test('amounts have their sign when asked, and zero has none', () => {
  expect([nats(-0.0001), signedNats(0.25), signedNats(-0.25), nats(null)]).toEqual(['0.000', '+0.250', '-0.250', '']);
});
