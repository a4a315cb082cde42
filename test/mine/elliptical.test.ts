/** The elliptical critic and what it is made of: canonical correlations, t scores, and the density ratio of a t copula. */
import { memory, random, reference, scope, tensor } from '@infograd/tensor';
import { afterEach, describe, expect, test } from '@jest/globals';
import { ellipticalCritic } from '../../packages/mine/src/critics/elliptical.ts';
import {
  canonicalAnalysis,
  highestCorrelation,
  project,
} from '../../packages/mine/src/elliptical/canonical-analysis.ts';
import { chooseCopula } from '../../packages/mine/src/elliptical/choose-copula.ts';
import { codesOf, fitEllipticalCopula, pairTerms } from '../../packages/mine/src/elliptical/elliptical-copula.ts';
import { encodeRows } from '../../packages/mine/src/elliptical/encode-rows.ts';
import { correlatedFeatures, networkFeatures, networkWidth } from '../../packages/mine/src/elliptical/row-features.ts';
import { studentTScores } from '../../packages/mine/src/elliptical/student-t-scores.ts';
import type { Samples } from '../../packages/mine/src/rows/samples.ts';

afterEach(() => expect(memory().tensors).toBe(0));

function normals(n: number, d: number, seed: number): Samples {
  using draws = random(seed).normal([n, d], { dtype: 'float64', backend: reference() });
  return { values: draws.dataSync() as Float64Array, n, d };
}

/** y_k = rho_k x_k + noise, column by column. */
function correlatedTables(n: number, rhos: readonly number[], seed = 1): { x: Samples; y: Samples } {
  const d = rhos.length;
  const x = normals(n, d, seed);
  const noise = normals(n, d, seed + 1000);
  const y = x.values.map((value, i) => {
    const rho = rhos[i % d]!;
    return rho * value + Math.sqrt(1 - rho * rho) * noise.values[i]!;
  });
  return { x, y: { values: y, n, d } };
}

/** Rows times an invertible matrix, plus a constant: what canonical correlations do not see. */
function mixed({ values, n, d }: Samples, matrix: readonly (readonly number[])[]): Samples {
  const moved = new Float64Array(n * d);
  for (let row = 0; row < n; row++) {
    for (let i = 0; i < d; i++) {
      moved[row * d + i] = 5 + matrix[i]!.reduce((sum, weight, j) => sum + weight * values[row * d + j]!, 0);
    }
  }
  return { values: moved, n, d };
}

const logGamma = (z: number): number => {
  // Stirling's series after a shift, independent of the library's own.
  let shift = 0;
  let at = z;
  while (at < 12) {
    shift += Math.log(at);
    at++;
  }
  const series = 1 / (12 * at) - 1 / (360 * at ** 3) + 1 / (1260 * at ** 5);
  return (at - 0.5) * Math.log(at) - at + Math.log(2 * Math.PI) / 2 + series - shift;
};

describe('canonical analysis', () => {
  const rhos = [0.9, 0.6, 0];
  const turn = [
    [1, 2, 0],
    [0, 1, -1],
    [3, 0, 1],
  ];

  test('finds the correlations that are there, whatever the columns are mixed and moved to', () => {
    const { x, y } = correlatedTables(20000, rhos);
    const plain = canonicalAnalysis(x, y).correlations;
    expect(plain).toHaveLength(2);
    expect(plain[0]).toBeCloseTo(0.9, 2);
    expect(plain[1]).toBeCloseTo(0.6, 1);
    const turned = canonicalAnalysis(mixed(x, turn), y).correlations;
    expect(turned).toEqual(plain.map((rho) => expect.closeTo(rho, 9)));
  });

  test('gives variates of variance 1 that are correlated in pairs alone', () => {
    const { x, y } = correlatedTables(3000, rhos, 5);
    const analysis = canonicalAnalysis(mixed(x, turn), y);
    const u = project(mixed(x, turn), analysis.x.directions, analysis.x.mean);
    const v = project(y, analysis.y.directions, analysis.y.mean);
    const pairs = analysis.correlations.length;
    const meanProduct = (a: Float64Array, i: number, b: Float64Array, j: number): number => {
      let sum = 0;
      for (let row = 0; row < 3000; row++) sum += a[row * pairs + i]! * b[row * pairs + j]!;
      return sum / 3000;
    };
    for (let i = 0; i < pairs; i++) {
      for (let j = 0; j < pairs; j++) {
        expect(meanProduct(u, i, u, j)).toBeCloseTo(Number(i === j), 9);
        expect(meanProduct(u, i, v, j)).toBeCloseTo(i === j ? analysis.correlations[i]! : 0, 9);
      }
    }
  });

  test('finds nothing in noise, of one column or of many', () => {
    let found = 0;
    for (let seed = 0; seed < 20; seed++) {
      found += canonicalAnalysis(normals(500, 1, seed), normals(500, 1, 100 + seed)).correlations.length;
      found += canonicalAnalysis(normals(500, 6, seed), normals(500, 6, 100 + seed)).correlations.length;
    }
    expect(found).toBeLessThanOrEqual(2);
  });

  test('leaves out columns that repeat others, on either side', () => {
    const { x, y } = correlatedTables(1000, [0.8]);
    const doubled: Samples = {
      values: Float64Array.from({ length: 2000 }, (_, i) => x.values[i >> 1]!),
      n: 1000,
      d: 2,
    };
    const analysis = canonicalAnalysis(doubled, y);
    expect(analysis.x.whitening[0]).toHaveLength(1);
    expect(analysis.correlations).toEqual([expect.closeTo(canonicalAnalysis(x, y).correlations[0]!, 9)]);
    expect(canonicalAnalysis(y, doubled).correlations).toHaveLength(1);
  });
});

describe('columns tied by an exact relation', () => {
  const x = normals(1000, 1, 21);
  const noise = normals(1000, 1, 22);
  const image = (of: (value: number) => number): Samples => ({ ...x, values: x.values.map(of) });
  const beside = (a: Samples, b: Samples): Samples => ({
    values: Float64Array.from({ length: 2000 }, (_, i) => (i % 2 ? b : a).values[i >> 1]!),
    n: 1000,
    d: 2,
  });

  test.each([
    ['a copy', x, image((value) => value)],
    ['turned round', x, image((value) => 3 - value)],
    ['a copy among other columns', beside(x, noise), beside(normals(1000, 1, 23), x)],
  ])('have the highest correlation that is reported: %s', (_, left, right) => {
    expect(canonicalAnalysis(left, right).correlations).toEqual([highestCorrelation]);
  });

  test('have correlations below it left as they are', () => {
    const y = image((value) => value);
    const near: Samples = { ...y, values: y.values.map((value, i) => value + 4e-3 * noise.values[i]!) };
    const [rho] = canonicalAnalysis(x, near).correlations;
    expect(rho).toBeLessThan(highestCorrelation);
    expect(1 - rho! ** 2).toBeCloseTo(1.6e-5, 5);
  });

  test.each([null, 1, 4])('are scored in float32 as the formula says, with tails %d', (nu) => {
    const copula = fitEllipticalCopula(x, x, 'plain', nu);
    const model = { copula, network: null };
    const [ofX, ofY] = [codesOf(copula, 'x', x), codesOf(copula, 'y', x)];
    const { constant, exponent } = pairTerms(copula);
    const critic = ellipticalCritic({ dimX: 0, dimY: 0, hidden: [], activation: 'none', copula, hasNetwork: false });
    const [left, right] = (['x', 'y'] as const).map((side) => {
      const rows = encodeRows(model, side, x);
      return tensor(rows, { shape: [1000, rows.length / 1000] });
    });
    using scores = scope(() => critic.allPairs!({}, left!, right!));
    const square = scores.dataSync();
    left!.dispose();
    right!.dispose();
    for (let i = 0; i < 1000; i++) {
      const j = i % 2 === 0 ? i : (7 * i) % 1000;
      let s = 0;
      for (let k = 0; k < ofX.width; k++) s += ofX.codes[i * ofX.width + k]! * ofY.codes[j * ofY.width + k]!;
      const exact = constant + ofX.own[i]! + ofY.own[j]! - exponent * (nu === null ? s : Math.log1p(s / nu));
      // 0.06 u^2 for pairs that are near each other; the scores of others are large, and right to their digits.
      const error = 0.06 * Math.max(1, x.values[i]! ** 2) * Math.max(1, exponent) + 1e-5 * Math.abs(exact);
      expect(Math.abs(square[i * 1000 + j]! - exact)).toBeLessThan(error);
    }
  });
});

describe('Student-t scores', () => {
  test.each([
    // Quantiles of Cauchy's distribution are tan(pi (p - 1/2)); of 2 degrees of freedom (2p - 1) / sqrt(2 p (1 - p)).
    [1, 0.9, Math.tan(Math.PI * 0.4)],
    [1, 0.999, Math.tan(Math.PI * 0.499)],
    [2, 0.9, 0.8 / Math.sqrt(0.18)],
    [2, 0.999, 0.998 / Math.sqrt(2 * 0.999 * 0.001)],
    // From tables.
    [5, 0.975, 2.570581836],
    [10, 0.95, 1.812461123],
    [30, 0.995, 2.749995654],
  ])('with %d degrees of freedom at %d', (nu, probability, expected) => {
    const z = {
      0.9: 1.2815515655446004,
      0.95: 1.6448536269514722,
      0.975: 1.959963984540054,
      0.995: 2.5758293035489004,
    };
    const score = probability === 0.999 ? 3.090232306167813 : z[probability as keyof typeof z];
    const [up, down, middle] = studentTScores(Float64Array.of(score, -score, 0), nu);
    expect(up! / expected).toBeCloseTo(1, 5);
    expect(down).toBeCloseTo(-up!, 12);
    expect(middle).toBeCloseTo(0, 12);
  });

  test('rise with the normal score, and are nearly it for many degrees of freedom', () => {
    const grid = Float64Array.from({ length: 121 }, (_, i) => -6 + i / 10);
    const heavy = studentTScores(grid, 1.5);
    for (let i = 1; i < grid.length; i++) expect(heavy[i]).toBeGreaterThan(heavy[i - 1]!);
    expect(studentTScores(Float64Array.of(1), 1e6)[0]).toBeCloseTo(1, 5);
  });
});

describe('features of a row', () => {
  const rows: Samples = { values: Float64Array.of(3, 4, 0, 0), n: 2, d: 2 };

  test("are the scores, or the scores with what tells the row's length", () => {
    expect(correlatedFeatures('plain', rows)).toBe(rows);
    const bent = correlatedFeatures('radial', rows);
    expect(bent.d).toBe(4);
    // |u|^2 = 25, standardized (25 - 2) / 2.
    expect([...bent.values.subarray(0, 4)]).toEqual([3, 4, 3 * Math.asinh(11.5), 4 * Math.asinh(11.5)]);
    const seen = networkFeatures('radial', rows);
    expect(seen.d).toBe(networkWidth('radial', 2));
    expect(seen.values[2]).toBeCloseTo(8 / Math.SQRT2, 12);
    expect(seen.values[4]).toBeCloseTo(11.5, 12);
    expect([...seen.values].every(Number.isFinite)).toBe(true);
  });
});

describe('the density ratio of a copula', () => {
  /** By the codes: what the critic computes for all pairs (i, j). */
  const scoresOf = (copula: ReturnType<typeof fitEllipticalCopula>, x: Samples, y: Samples): number[][] => {
    const [ofX, ofY] = [codesOf(copula, 'x', x), codesOf(copula, 'y', y)];
    const { constant, exponent } = pairTerms(copula);
    const nu = copula.degreesOfFreedom;
    return Array.from({ length: x.n }, (_, i) =>
      Array.from({ length: y.n }, (_, j) => {
        let s = 0;
        for (let k = 0; k < ofX.width; k++) s += ofX.codes[i * ofX.width + k]! * ofY.codes[j * ofY.width + k]!;
        return constant + ofX.own[i]! + ofY.own[j]! - exponent * (nu === null ? s : Math.log1p(s / nu));
      }),
    );
  };
  const identity = (d: number) =>
    Array.from({ length: d }, (_, i) => Array.from({ length: d }, (_, j) => Number(i === j)));
  const side = (d: number) => ({ mean: new Array<number>(d).fill(0), whitening: identity(d), directions: identity(d) });
  const rho = [0.8, -0.5];
  const grid: Samples = { values: Float64Array.of(0.3, -1.2, 2, 0.7, -0.4, 0, 1.1, 2.5), n: 4, d: 2 };
  const other: Samples = { values: Float64Array.of(0.5, 0.9, -1.4, 0.2, 0, -2.2, 1.3, 1), n: 4, d: 2 };
  const row = ({ values, d }: Samples, i: number): number[] => [...values.subarray(i * d, (i + 1) * d)];

  test('is the exact one of normal variables', () => {
    const copula = { features: 'plain', degreesOfFreedom: null, correlations: rho, x: side(2), y: side(2) } as const;
    scoresOf(copula, grid, other).forEach((scores, i) => {
      scores.forEach((score, j) => {
        const [u, v] = [row(grid, i), row(other, j)];
        const exact = rho.reduce((sum, r, k) => {
          const [a, b] = [u[k]!, v[k]!];
          const square = (r * r * (a * a + b * b) - 2 * r * a * b) / (2 * (1 - r * r));
          return sum - Math.log1p(-r * r) / 2 - square;
        }, 0);
        expect(score).toBeCloseTo(exact, 10);
      });
    });
  });

  test.each([1, 3, 20])('is the exact one of a multivariate t with %d degrees of freedom', (nu) => {
    const copula = { features: 'plain', degreesOfFreedom: nu, correlations: rho, x: side(2), y: side(2) } as const;
    // log density of t in p dimensions, from its squared Mahalanobis length and log determinant.
    const logT = (p: number, length: number, logDeterminant: number): number =>
      logGamma((nu + p) / 2) -
      logGamma(nu / 2) -
      (p / 2) * Math.log(nu * Math.PI) -
      logDeterminant / 2 -
      ((nu + p) / 2) * Math.log1p(length / nu);
    scoresOf(copula, grid, other).forEach((scores, i) => {
      scores.forEach((score, j) => {
        const u = [...studentTScores(Float64Array.from(row(grid, i)), nu)];
        const v = [...studentTScores(Float64Array.from(row(other, j)), nu)];
        const lengthOf = (values: number[]): number => values.reduce((sum, value) => sum + value * value, 0);
        const together = rho.reduce(
          (sum, r, k) => sum + (u[k]! ** 2 + v[k]! ** 2 - 2 * r * u[k]! * v[k]!) / (1 - r * r),
          0,
        );
        const logDeterminant = rho.reduce((sum, r) => sum + Math.log1p(-r * r), 0);
        const exact = logT(4, together, logDeterminant) - logT(2, lengthOf(u), 0) - logT(2, lengthOf(v), 0);
        expect(score).toBeCloseTo(exact, 8);
      });
    });
  });

  test('has as mean on its own samples the information: of normals -log(1 - rho^2) / 2 each', () => {
    const { x, y } = correlatedTables(20000, [0.8, 0.3]);
    const copula = fitEllipticalCopula(x, y, 'plain', null);
    const [ofX, ofY] = [codesOf(copula, 'x', x), codesOf(copula, 'y', y)];
    const { constant, exponent } = pairTerms(copula);
    let sum = 0;
    for (let i = 0; i < x.n; i++) {
      for (let k = 0; k < ofX.width; k++)
        sum -= exponent * ofX.codes[i * ofX.width + k]! * ofY.codes[i * ofY.width + k]!;
    }
    expect(constant + sum / x.n).toBeCloseTo(-Math.log1p(-0.64) / 2 - Math.log1p(-0.09) / 2, 1);
  });

  test('is nothing where no correlation is found', () => {
    const copula = fitEllipticalCopula(normals(500, 2, 1), normals(500, 2, 2), 'plain', null);
    expect(copula.correlations).toEqual([]);
    expect(
      scoresOf(copula, grid, other)
        .flat()
        .every((score) => Math.abs(score) < 1e-12),
    ).toBe(true);
  });
});

describe('the choice of a copula', () => {
  test('is the normal one for normals', () => {
    const { x, y } = correlatedTables(3000, [0.7]);
    expect(chooseCopula(x, y, 'plain', true).degreesOfFreedom).toBeNull();
  });

  test('finds few degrees of freedom in common heavy tails, also without correlation', () => {
    const n = 4000;
    const nu = 2;
    const draws = normals(n, 2 + nu, 9);
    const t = Array.from({ length: n }, (_, row) => {
      const own = draws.values.subarray(row * (2 + nu), (row + 1) * (2 + nu));
      let chi = 0;
      for (let k = 0; k < nu; k++) chi += own[2 + k]! ** 2;
      return [own[0]! / Math.sqrt(chi / nu), own[1]! / Math.sqrt(chi / nu)];
    });
    const scores = [0, 1].map((column): Samples => {
      const order = t.map((_, i) => i).sort((a, b) => t[a]![column]! - t[b]![column]!);
      const values = new Float64Array(n);

      order.forEach((rowNumber, rank) => {
        values[rowNumber] = quantile((rank + 0.5) / n);
      });
      return { values, n, d: 1 };
    });
    const { degreesOfFreedom } = chooseCopula(scores[0]!, scores[1]!, 'plain', true);
    expect(degreesOfFreedom).toBeGreaterThanOrEqual(1.5);
    expect(degreesOfFreedom).toBeLessThanOrEqual(3);
    // Not on the normal scale, t scores have no meaning.
    expect(chooseCopula(scores[0]!, scores[1]!, 'plain', false).degreesOfFreedom).toBeNull();
  });
});

/** The normal quantile by bisection of its integral. */
function quantile(probability: number): number {
  let [low, high] = [-8, 8];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function normalCdf(z: number): number {
  // Abramowitz and Stegun 7.1.26, to 1.5e-7.
  const t = 1 / (1 + 0.3275911 * Math.abs(z / Math.SQRT2));
  const erf =
    1 -
    t *
      (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) *
      Math.exp((-z * z) / 2);
  return 0.5 * (1 + Math.sign(z) * erf);
}

describe('the elliptical critic', () => {
  const { x, y } = correlatedTables(40, [0.9, 0.7, 0.2], 3);
  const upload = (values: Float32Array) => tensor(values, { shape: [40, values.length / 40] });

  test.each([
    ['plain', null, true],
    ['plain', 2, true],
    ['radial', null, true],
    ['plain', 3, false],
  ] as const)(
    'scores the same pair by pair, by encoded rows and all at once: %s, %d, network %s',
    (name, nu, hasNetwork) => {
      scope(() => {
        const copula = fitEllipticalCopula(x, y, 'plain', nu);
        const model = { copula, network: hasNetwork ? name : null };
        const width = hasNetwork ? networkWidth(name, 3) : 0;
        const critic = ellipticalCritic({
          dimX: width,
          dimY: width,
          hidden: [8],
          activation: 'gelu',
          copula,
          hasNetwork,
        });
        const params = critic.init(random(4));
        const rows = [upload(encodeRows(model, 'x', x)), upload(encodeRows(model, 'y', y))] as const;
        const square = critic.allPairs!(params, ...rows).toArray() as number[][];
        const single = critic.pairs(params, ...rows).toArray() as number[];
        expect(square.map((scores, i) => scores[i])).toEqual(single.map((score) => expect.closeTo(score, 3)));
        const encoded = critic.rows!.pairs(params, critic.rows!.encode(params, ...rows)).toArray();
        expect(encoded).toEqual(single.map((score) => expect.closeTo(score, 3)));
        if (hasNetwork) return;
        // Without a network it is the copula.
        const [ofX, ofY] = [codesOf(copula, 'x', x), codesOf(copula, 'y', y)];
        const { constant, exponent } = pairTerms(copula);
        let s = 0;
        for (let k = 0; k < ofX.width; k++) s += ofX.codes[k]! * ofY.codes[5 * ofY.width + k]!;
        expect(square[0]![5]).toBeCloseTo(constant + ofX.own[0]! + ofY.own[5]! - exponent * Math.log1p(s / nu!), 3);
      });
    },
  );
});
