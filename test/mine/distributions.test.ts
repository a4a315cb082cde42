import {
  additiveNoise,
  additiveUniform,
  benchmarkTasks,
  bimodal,
  categoricalGaussian,
  categoricalUniform,
  correlatedGaussians,
  type Distribution,
  discrete,
  distribution,
  elementwise,
  gaussianMixture,
  independentNormals,
  multivariateNormal,
  normalCdf,
  type SampledTable,
  signsAndNormals,
  spiral,
  studentT,
  swissRoll,
  transformed,
} from '@infograd/mine/distributions';
import { ValueError } from '@infograd/tensor';
import { describe, expect, test } from '@jest/globals';

/** Name, dimensions and mutual information in nats, as published with the benchmark. */
const published: [string, number, number, number][] = [
  ['1v1-normal-0.75', 1, 1, 0.4133392866],
  ['normal_cdf-1v1-normal-0.75', 1, 1, 0.4133392866],
  ['1v1-additive-0.75', 1, 1, 0.3333333333],
  ['wiggly-1v1-normal-0.75', 1, 1, 0.4133392866],
  ['half_cube-1v1-normal-0.75', 1, 1, 0.4133392866],
  ['student-identity-1-1-1', 1, 1, 0.2241714275],
  ['multinormal-dense-2-2-0.5', 2, 2, 0.2938933325],
  ['multinormal-dense-3-3-0.5', 3, 3, 0.4133392866],
  ['multinormal-dense-25-25-0.5', 25, 25, 1.2921837217],
  ['multinormal-sparse-2-2-2-2.0', 2, 2, 1.0216512475],
  ['multinormal-sparse-5-5-2-2.0', 5, 5, 1.0216512475],
  ['multinormal-sparse-25-25-2-2.0', 25, 25, 1.0216512475],
  ['student-identity-2-2-1', 2, 2, 0.431945622],
  ['student-identity-3-3-2', 3, 3, 0.2909219227],
  ['student-identity-3-3-3', 3, 3, 0.1787118531],
  ['student-identity-5-5-2', 5, 5, 0.4481506769],
  ['normal_cdf-multinormal-sparse-3-3-2-2.0', 3, 3, 1.0216512475],
  ['normal_cdf-multinormal-sparse-25-25-2-2.0', 25, 25, 1.0216512475],
  ['half_cube-multinormal-sparse-3-3-2-2.0', 3, 3, 1.0216512475],
  ['half_cube-multinormal-sparse-5-5-2-2.0', 5, 5, 1.0216512475],
  ['spiral-multinormal-sparse-3-3-2-2.0', 3, 3, 1.0216512475],
  ['spiral-multinormal-sparse-25-25-2-2.0', 25, 25, 1.0216512475],
  ['spiral-normal_cdf-multinormal-sparse-3-3-2-2.0', 3, 3, 1.0216512475],
  ['spiral-normal_cdf-multinormal-sparse-5-5-2-2.0', 5, 5, 1.0216512475],
  ['asinh-student-identity-2-2-1', 2, 2, 0.431945622],
  ['asinh-student-identity-5-5-2', 5, 5, 0.4481506769],
];

function task(name: string): Distribution {
  return benchmarkTasks.find((candidate) => candidate.name === name)!;
}

function column({ data, shape: [rows, width] }: SampledTable, index: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => data[row * width + index]!);
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function covariance(a: Float64Array, b: Float64Array): number {
  const [ofA, ofB] = [mean(a), mean(b)];
  return a.reduce((sum, value, i) => sum + (value - ofA) * (b[i]! - ofB), 0) / a.length;
}

function correlation(a: Float64Array, b: Float64Array): number {
  return covariance(a, b) / Math.sqrt(covariance(a, a) * covariance(b, b));
}

function quantile(values: Float64Array, p: number): number {
  return values.slice().sort()[Math.floor(p * values.length)]!;
}

describe('the 26 benchmark tasks', () => {
  test('have the published names, dimensions and information', () => {
    expect(benchmarkTasks.map(({ name, dimX, dimY }) => [name, dimX, dimY])).toEqual(
      published.map(([name, dimX, dimY]) => [name, dimX, dimY]),
    );
    benchmarkTasks.forEach(({ mutualInformation }, i) => {
      expect(Math.abs(mutualInformation - published[i]![3])).toBeLessThan(1e-9);
    });
  });

  test.each(benchmarkTasks)('$name: the same seed gives the same bits, another seed other ones', (each) => {
    const first = each.sample(50, 7);
    const other = each.sample(50, 8);
    expect(each.sample(50, 7)).toEqual(first);
    expect(first.x.shape).toEqual([50, each.dimX]);
    expect(first.y.shape).toEqual([50, each.dimY]);
    expect(first.x.data.length).toBe(50 * each.dimX);
    expect([...first.x.data, ...first.y.data].every(Number.isFinite)).toBe(true);
    expect(first.x.data.some((value, i) => value === other.x.data[i])).toBe(false);
    expect(new Set(first.x.data).size).toBe(first.x.data.length);
  });

  test('have the correlations that they say', () => {
    const rows = 20_000;
    const { x, y } = task('1v1-normal-0.75').sample(rows, 1);
    expect(correlation(column(x, 0), column(y, 0))).toBeCloseTo(0.75, 1.7);
    const dense = task('multinormal-dense-3-3-0.5').sample(rows, 1);
    const sparse = task('multinormal-sparse-5-5-2-2.0').sample(rows, 1);
    for (let i = 0; i < 3; i++) {
      expect(Math.abs(mean(column(dense.x, i)))).toBeLessThan(0.03);
      expect(Math.abs(covariance(column(dense.y, i), column(dense.y, i)) - 1)).toBeLessThan(0.05);
      for (let j = 0; j < 3; j++) {
        expect(Math.abs(covariance(column(dense.x, i), column(dense.y, j)) - 0.5)).toBeLessThan(0.04);
        const expected = i === j && i < 2 ? 0.8 : 0;
        expect(Math.abs(correlation(column(sparse.x, i), column(sparse.y, j)) - expected)).toBeLessThan(0.03);
      }
    }
    expect(Math.abs(correlation(column(sparse.x, 0), column(sparse.x, 1)))).toBeLessThan(0.03);
  });

  test('the Cauchy task has the quartiles of a Cauchy distribution and one scale for both sides', () => {
    const { x, y } = task('student-identity-1-1-1').sample(20_000, 1);
    expect(Math.abs(quantile(x.data, 0.75) - 1)).toBeLessThan(0.05);
    expect(Math.abs(quantile(y.data, 0.25) + 1)).toBeLessThan(0.05);
    const sizes = [x, y].map(({ data }) => data.map((value) => Math.log(Math.abs(value))));
    expect(correlation(sizes[0]!, sizes[1]!)).toBeGreaterThan(0.3);
  });

  test('Student-t with df 3 has the covariance 3 times its dispersion, heavy tails apart', () => {
    const { x } = task('student-identity-3-3-3').sample(20_000, 2);
    // P(|t_3| > 3.182446) = 0.05.
    const beyond = column(x, 1).filter((value) => Math.abs(value) > 3.182446).length / 20_000;
    expect(Math.abs(beyond - 0.05)).toBeLessThan(0.006);
  });

  test('the additive task is a uniform signal plus uniform noise', () => {
    const { x, y } = task('1v1-additive-0.75').sample(20_000, 3);
    const noise = y.data.map((value, i) => value - x.data[i]!);
    expect(Math.abs(covariance(x.data, x.data) - 1 / 12)).toBeLessThan(0.002);
    expect(Math.abs(covariance(noise, noise) - 1.5 ** 2 / 12)).toBeLessThan(0.005);
    expect(Math.abs(correlation(x.data, noise))).toBeLessThan(0.03);
    expect(Math.max(...noise.subarray(0, 9_999).map(Math.abs))).toBeLessThanOrEqual(0.75);
  });

  test('transformed tasks are maps of the rows of their base', () => {
    const base = task('1v1-normal-0.75').sample(100, 4);
    const wiggly = task('wiggly-1v1-normal-0.75').sample(100, 4);
    const cube = task('half_cube-1v1-normal-0.75').sample(100, 4);
    const uniform = task('normal_cdf-1v1-normal-0.75').sample(100, 4);
    base.x.data.forEach((t, i) => {
      const wx = t + 0.4 * Math.sin(t) + 0.2 * Math.sin(1.7 * t + 1) + 0.03 * Math.sin(3.3 * t - 2.5);
      expect(wiggly.x.data[i]).toBeCloseTo(wx, 12);
      expect(cube.x.data[i]).toBeCloseTo(Math.sign(t) * Math.abs(t) ** 1.5, 12);
      expect(uniform.x.data[i]).toBeGreaterThan(0);
      expect(uniform.x.data[i]).toBeLessThan(1);
    });
    base.y.data.forEach((t, i) => {
      const wy = t - 0.4 * Math.sin(0.4 * t) + 0.17 * Math.sin(1.3 * t + 3.5) + 0.02 * Math.sin(4.3 * t - 2.5);
      expect(wiggly.y.data[i]).toBeCloseTo(wy, 12);
    });
  });

  test('the spirals turn x in the plane (0, 1) and y in (1, 2) by |row|^2 / d, and keep lengths', () => {
    const base = task('multinormal-sparse-25-25-2-2.0').sample(20, 5);
    const turned = task('spiral-multinormal-sparse-25-25-2-2.0').sample(20, 5);
    for (const [side, i, j] of [
      ['x', 0, 1],
      ['y', 1, 2],
    ] as const) {
      for (let row = 0; row < 20; row++) {
        const before = base[side].data.subarray(row * 25, (row + 1) * 25);
        const after = turned[side].data.subarray(row * 25, (row + 1) * 25);
        const angle = before.reduce((sum, value) => sum + value * value, 0) / 25;
        expect(after[i]).toBeCloseTo(Math.cos(angle) * before[i]! - Math.sin(angle) * before[j]!, 12);
        expect(after[j]).toBeCloseTo(Math.sin(angle) * before[i]! + Math.cos(angle) * before[j]!, 12);
        expect(after[10]).toBe(before[10]);
      }
    }
  });

  test('10,000 rows of 25 + 25 dimensions take less than a second', () => {
    const each = task('spiral-multinormal-sparse-25-25-2-2.0');
    const seconds = [0, 1, 2].map((seed) => {
      const start = performance.now();
      each.sample(10_000, seed);
      return (performance.now() - start) / 1000;
    });
    expect(Math.min(...seconds)).toBeLessThan(1);
  });
});

describe('the staircase sampler', () => {
  test.each([2, 4, 6, 8, 10])('finds the correlation for %d nats in 20 dimensions', (mi) => {
    const { x, y } = correlatedGaussians({ dimension: 20, mi }).sample(1000, 0);
    const rho = Math.sqrt(1 - Math.exp(-mi / 10));
    expect(Math.abs(correlation(x.data, y.data) - rho)).toBeLessThan(0.02);
    expect(Math.abs(covariance(y.data, y.data) - 1)).toBeLessThan(0.04);
  });

  test('cubes y and keeps the information', () => {
    const cubic = correlatedGaussians({ dimension: 2, rho: 0.5, cubic: true });
    expect(cubic.mutualInformation).toBeCloseTo(-Math.log(0.75), 12);
    const { y } = cubic.sample(20_000, 0);
    // The fourth root of E y^4 needs no more than E z^12; the median of |z^3| is that of |z| cubed.
    expect(Math.abs(quantile(y.data.map(Math.abs), 0.5) - 0.6744898 ** 3)).toBeLessThan(0.02);
  });

  test('zero information is independence', () => {
    const none = correlatedGaussians({ dimension: 3, mi: 0 });
    const { x, y } = none.sample(5000, 0);
    expect(none.mutualInformation).toBe(0);
    expect(Math.abs(correlation(x.data, y.data))).toBeLessThan(0.03);
  });
});

describe('other distributions', () => {
  test('a mean and any covariance', () => {
    const covarianceMatrix = [
      [4, 1, -1],
      [1, 2, 0.5],
      [-1, 0.5, 1],
    ];
    const { x, y } = multivariateNormal({ covariance: covarianceMatrix, dimX: 2, mean: [1, -2, 3] }).sample(40_000, 0);
    const columns = [column(x, 0), column(x, 1), column(y, 0)];
    columns.forEach((a, i) => {
      expect(Math.abs(mean(a) - [1, -2, 3][i]!)).toBeLessThan(0.04);
      columns.forEach((b, j) => void expect(Math.abs(covariance(a, b) - covarianceMatrix[i]![j]!)).toBeLessThan(0.1));
    });
  });

  test('Student-t takes any df, and goes to the normal as it grows', () => {
    const dispersion = [
      [1, 0.6],
      [0.6, 1],
    ];
    const broad = studentT({ dispersion, dimX: 1, df: 1e6 });
    expect(broad.mutualInformation).toBeCloseTo(-0.5 * Math.log(1 - 0.36), 5);
    const { x, y } = studentT({ dispersion, dimX: 1, df: 7.5 }).sample(40_000, 0);
    expect(Math.abs(covariance(x.data, x.data) - 7.5 / 5.5)).toBeLessThan(0.06);
    expect(Math.abs(correlation(x.data, y.data) - 0.6)).toBeLessThan(0.02);
    expect(() => studentT({ dispersion, dimX: 1, df: 0.01 })).toThrow(ValueError);
  });

  test('mixtures have the share of rows and the truth of their components', () => {
    const components = [
      { weight: 0.25, mean: [-20, -20, 0], covariance: identity(3) },
      { weight: 0.75, mean: [20, 20, 0], covariance: identity(3) },
    ];
    const apart = gaussianMixture({ components, dimX: 1 });
    const { x } = apart.sample(20_000, 0);
    expect(Math.abs(x.data.filter((value) => value < 0).length / 20_000 - 0.25)).toBeLessThan(0.015);
    // The component is known from x and from y, so its entropy is what they share.
    const entropy = -0.25 * Math.log(0.25) - 0.75 * Math.log(0.75);
    expect(apart.standardError).toBeGreaterThan(0);
    expect(Math.abs(apart.mutualInformation - entropy)).toBeLessThan(4 * apart.standardError);
    expect(gaussianMixture({ components: components.map(flat), dimX: 1 }).mutualInformation).toBeCloseTo(entropy, 7);
  });

  test('additive noise has the variance of signal and noise', () => {
    const { x, y } = additiveNoise({ relation: 'x^3', sigma: 0.2, dimension: 2 }).sample(20_000, 0);
    expect(x.shape).toEqual([20_000, 2]);
    expect(Math.abs(covariance(x.data, x.data) - 1 / 3)).toBeLessThan(0.01);
    expect(Math.abs(covariance(y.data, y.data) - (1 / 7 + 0.04))).toBeLessThan(0.01);
    const own = additiveNoise({ relation: (t) => 2 * t, sigma: 0.5 });
    expect(own.mutualInformation).toBeCloseTo(additiveNoise({ relation: '2x', sigma: 0.5 }).mutualInformation, 12);
  });

  test('categories come as often as the table says', () => {
    const table = [
      [0.4, 0.1, 0],
      [0.1, 0.2, 0.2],
    ];
    const { x, y } = discrete({ table }).sample(40_000, 0);
    for (const [i, row] of table.entries()) {
      for (const [j, p] of row.entries()) {
        const share = x.data.filter((value, k) => value === i && y.data[k] === j).length / 40_000;
        expect(Math.abs(share - p)).toBeLessThan(0.01);
      }
    }
  });

  test('mixed pairs put the number where the category says', () => {
    const gaussians = categoricalGaussian({ probabilities: [0.3, 0.7], means: [-1, 2], deviations: [0.5, 1] });
    const { x, y } = gaussians.sample(20_000, 0);
    const ofOne = y.data.filter((_, i) => x.data[i] === 1);
    expect(Math.abs(ofOne.length / 20_000 - 0.7)).toBeLessThan(0.015);
    expect(Math.abs(mean(ofOne) - 2)).toBeLessThan(0.03);
    expect(Math.abs(Math.sqrt(covariance(ofOne, ofOne)) - 1)).toBeLessThan(0.03);
    const uniform = categoricalUniform({ categories: 4 }).sample(1000, 0);
    uniform.y.data.forEach((value, i) => {
      expect(value - uniform.x.data[i]!).toBeGreaterThanOrEqual(0);
      expect(value - uniform.x.data[i]!).toBeLessThan(2);
    });
    const halves = signsAndNormals({ discreteShare: 0.5, agreement: 0.8, rho: 0.9 }).sample(20_000, 0);
    const signs = halves.x.data.map((value, i) => (Math.abs(value) === 1 ? value * halves.y.data[i]! : 0));
    expect(Math.abs(signs.filter((sign) => sign === 1).length / 20_000 - 0.4)).toBeLessThan(0.015);
    expect(Math.abs(signs.filter((sign) => sign === -1).length / 20_000 - 0.1)).toBeLessThan(0.01);
  });

  test('the bimodal pair has two humps of the weights that it says, and keeps the order of its base', () => {
    const { x, y } = bimodal().sample(20_000, 0);
    const expectedMean = [0.7 * 5, 1];
    const expectedVariance = [1 + 0.21 * 25, 1 + 0.25 * 16];
    [x.data, y.data].forEach((values, i) => {
      expect(Math.abs(mean(values) - expectedMean[i]!)).toBeLessThan(0.06);
      expect(Math.abs(covariance(values, values) - expectedVariance[i]!)).toBeLessThan(0.12);
    });
    expect(Math.abs(x.data.filter((value) => value < 2.5).length / 20_000 - 0.3)).toBeLessThan(0.02);
    expect(new Set(x.data).size).toBeGreaterThan(19_900);
  });

  test('the swiss roll lies in the plane, at the radius 1.5 pi (1 + 2 u) / 21', () => {
    const base = transformed(correlatedGaussians({ rho: 0.75 }), {
      name: 'uniforms',
      x: elementwise(normalCdf),
      y: elementwise(normalCdf),
    });
    const roll = transformed(base, { name: 'roll', x: swissRoll });
    expect([roll.dimX, roll.dimY, roll.mutualInformation]).toEqual([2, 1, base.mutualInformation]);
    const { x } = roll.sample(100, 0);
    base.sample(100, 0).x.data.forEach((u, row) => {
      expect(Math.hypot(x.data[2 * row]!, x.data[2 * row + 1]!)).toBeCloseTo((1.5 * Math.PI * (1 + 2 * u)) / 21, 12);
    });
  });

  test('independent columns are uncorrelated', () => {
    const { x, y } = independentNormals({ dimX: 2, dimY: 3 }).sample(10_000, 0);
    expect(y.shape).toEqual([10_000, 3]);
    expect(Math.abs(correlation(column(x, 1), column(y, 2)))).toBeLessThan(0.04);
    expect(Math.abs(correlation(column(x, 0), column(x, 1)))).toBeLessThan(0.04);
  });
});

describe('mistakes are explained', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['no rows', () => independentNormals().sample(0, 1), /independent-1-1.sample: n 0 must be a whole number/],
    ['a seed below zero', () => independentNormals().sample(5, -1), /seed -1/],
    ['both rho and mi', () => correlatedGaussians({ rho: 0.5, mi: 1 }), /either rho or mi/],
    ['neither rho nor mi', () => correlatedGaussians({}), /either rho or mi/],
    ['a negative mi', () => correlatedGaussians({ mi: -1 }), /mi -1/],
    ['a correlation of 1', () => correlatedGaussians({ rho: 1 }), /rho 1/],
    ['a singular covariance', () => multivariateNormal({ covariance: [[1, 1], [1, 1]], dimX: 1 }), /must be positive definite/], // biome-ignore format: one line
    ['a mean of another size', () => multivariateNormal({ covariance: identity(2), dimX: 1, mean: [0] }), /mean has 1/],
    ['no noise', () => additiveUniform({ noise: 0 }), /noise 0/],
    ['a plane that rows lack', () => transformed(independentNormals(), { name: 'a', x: spiral({ plane: [0, 1], speed: 1 }) }), /plane \(0, 1\)/], // biome-ignore format: one line
    ['two columns to roll up', () => swissRoll.dimension(2), /single coordinate/],
    ['weights that sum to 2', () => discrete({ table: [[1], [1]] }), /sum to 2/],
  ])('%s', (_, action, message) => {
    expect(action).toThrow(ValueError);
    expect(action).toThrow(message);
  });
});

test('a sampler of your own', () => {
  const own = distribution({
    name: 'copies',
    dimX: 1,
    dimY: 1,
    mutualInformation: Math.LN2,
    draw(rows, rng) {
      const x = Float64Array.from(rng.integers(rows, 2));
      return { x, y: x.slice() };
    },
  });
  const { x, y } = own.sample(10, 3);
  expect(x.data).toEqual(y.data);
  expect(own.standardError).toBe(0);
});

function identity(size: number): number[][] {
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? 1 : 0)));
}

function flat({ weight, mean: centre }: { weight: number; mean: number[] }) {
  return { weight, mean: centre.slice(0, 2), covariance: identity(2) };
}
