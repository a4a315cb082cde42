import { gaussianMutualInformation, pointwiseMutualInformation } from '@infograd/mine';
import { memory } from '@infograd/tensor';
import { afterEach, expect, test } from '@jest/globals';
import { correlated, quick } from './small-data.ts';

afterEach(() => expect(memory().tensors).toBe(0));

const settings = { ...quick, hidden: [32], steps: 800, seed: 1 } as const;
const rho = 0.8;
const { x, y } = correlated(2000, rho);

test('every row gets its log density ratio, from a critic that did not see it', async () => {
  const { values, mi, stdError } = await pointwiseMutualInformation(x, y, settings);
  expect(values).toHaveLength(2000);
  const truth = x.map(
    (value, i) =>
      -Math.log1p(-rho * rho) / 2 -
      (rho * rho * (value ** 2 + y[i]! ** 2) - 2 * rho * value * y[i]!) / (2 * (1 - rho * rho)),
  );
  const meanOf = (numbers: Float64Array): number => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const [m, t] = [meanOf(values), meanOf(truth)];
  const covariance = (a: Float64Array, am: number, b: Float64Array, bm: number): number =>
    a.reduce((sum, value, i) => sum + (value - am) * (b[i]! - bm), 0);
  const correlation =
    covariance(values, m, truth, t) / Math.sqrt(covariance(values, m, values, m) * covariance(truth, t, truth, t));
  expect(correlation).toBeGreaterThan(0.9);
  expect(mi).toBeCloseTo(m, 12);
  expect(Math.abs(mi - gaussianMutualInformation({ rho }))).toBeLessThan(0.05 + 3 * stdError);
});

test('categories that a fold lacks are known all the same', async () => {
  const rare = Array.from(x, (value, row) => (row === 7 ? 'rare' : value > 0 ? 'up' : 'down'));
  const { values } = await pointwiseMutualInformation(rare, y, { ...settings, steps: 200, scoringFolds: 3 });
  expect(values.every(Number.isFinite)).toBe(true);
  const meanWhere = (holds: (row: number) => boolean): number => {
    const chosen = values.filter((_, row) => holds(row));
    return chosen.reduce((sum, value) => sum + value, 0) / chosen.length;
  };
  expect(meanWhere((row) => x[row]! * y[row]! > 0)).toBeGreaterThan(meanWhere((row) => x[row]! * y[row]! < 0) + 0.5);
});

test('options that make no sense are refused', async () => {
  await expect(pointwiseMutualInformation(x, y, { scoringFolds: 1 })).rejects.toThrow('scoringFolds is 1');
  await expect(pointwiseMutualInformation(x, y, { blocks: { length: 9 } })).rejects.toThrow(
    'blocks keeps neighbouring',
  );
});
