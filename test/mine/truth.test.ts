import {
  additiveGaussianNoise,
  additiveNoiseMutualInformation,
  additiveUniformMutualInformation,
  betaEntropy,
  bitsToNats,
  categoricalGaussianMutualInformation,
  categoricalUniformMutualInformation,
  discreteConditionalEntropy,
  discreteCrossEntropy,
  discreteDivergence,
  discreteEntropy,
  discreteFDivergence,
  discreteJointEntropy,
  discreteMutualInformation,
  exponentialEntropy,
  fDivergenceNames,
  gammaEntropy,
  gaussianDivergence,
  gaussianEntropy,
  gaussianFDivergence,
  gaussianMixtureMutualInformation,
  gaussianMutualInformation,
  gaussianMutualInformationOf,
  laplaceEntropy,
  logisticEntropy,
  natsToBits,
  sampleSizeBound,
  separatedMixtureMutualInformation,
  studentTEntropy,
  studentTMutualInformation,
  uniformEntropy,
} from '@infograd/mine';
import { ValueError } from '@infograd/tensor';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

/** -integral of p log p by the trapezoid rule. */
function numericEntropy(density: (x: number) => number, low: number, high: number, count = 200_000): number {
  const width = (high - low) / count;
  let sum = 0;
  for (let i = 0; i <= count; i++) {
    const p = density(low + i * width);
    if (p > 0 && Number.isFinite(p)) sum -= (i === 0 || i === count ? 0.5 : 1) * p * Math.log(p) * width;
  }
  return sum;
}

describe('mutual information of Gaussians', () => {
  test.each([
    [0.1, 1, 0.005],
    [0.3, 1, 0.0472],
    [0.5, 1, 0.1438],
    [0.8, 2, 1.0217],
    [0.9, 1, 0.8304],
    [0.9, 20, 16.607],
    [0.99, 50, 97.926],
  ])('rho %d in %d dimensions is %d nats', (rho, dimension, truth) => {
    expect(gaussianMutualInformation({ rho, dimension })).toBeCloseTo(
      truth,
      truth > 10 ? 3 - Math.ceil(Math.log10(truth) - 1) : 4,
    );
    expect(gaussianMutualInformation({ rho: -rho, dimension })).toBe(gaussianMutualInformation({ rho, dimension }));
  });

  test('is 2 bits a dimension for a signal of 3 under noise of 0.2', () => {
    expect(natsToBits(additiveGaussianNoise({ signal: 3, noise: 0.2 }))).toBeCloseTo(2, 14);
    expect(natsToBits(additiveGaussianNoise({ signal: 3, noise: 0.2, dimension: 3 }))).toBeCloseTo(6, 14);
  });

  test('follows from the covariance matrix too', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -0.99, max: 0.99, noNaN: true }),
        fc.double({ min: 0.1, max: 9, noNaN: true }),
        (rho, scale) => {
          const covariance = [
            [1, rho * scale],
            [rho * scale, scale * scale],
          ];
          expect(gaussianMutualInformationOf(covariance, 1)).toBeCloseTo(gaussianMutualInformation({ rho }), 10);
        },
      ),
    );
    const twoPairs = Array.from({ length: 6 }, (_, i) =>
      Array.from({ length: 6 }, (_, j) => (i === j ? 1 : Math.abs(i - j) === 3 && Math.min(i, j) < 2 ? 0.8 : 0)),
    );
    expect(gaussianMutualInformationOf(twoPairs, 3)).toBeCloseTo(1.0217, 4);
  });

  test('is the divergence of the joint from the product of the marginals', () => {
    const joint = [
      [2, 0.7, 0.3],
      [0.7, 1, -0.2],
      [0.3, -0.2, 3],
    ];
    const product = [
      [2, 0.7, 0],
      [0.7, 1, 0],
      [0, 0, 3],
    ];
    const mean = [1, -2, 5];
    expect(gaussianDivergence({ mean, covariance: joint }, { mean, covariance: product })).toBeCloseTo(
      gaussianMutualInformationOf(joint, 2),
      12,
    );
  });

  test('is refused for impossible arguments', () => {
    expect(() => gaussianMutualInformation({ rho: 1 })).toThrow('rho 1 must lie between -1 and 1, both excluded');
    expect(() => gaussianMutualInformation({ rho: 0.5, dimension: 1.5 })).toThrow(
      'dimension 1.5 must be a whole number of 1 or more',
    );
    expect(() => additiveGaussianNoise({ signal: 3, noise: 0 })).toThrow('noise 0 must be a finite number above 0');
    expect(() =>
      gaussianMutualInformationOf(
        [
          [1, 2],
          [2, 1],
        ],
        1,
      ),
    ).toThrow('it must be positive definite');
    expect(() =>
      gaussianMutualInformationOf(
        [
          [1, 0.5],
          [0.4, 1],
        ],
        1,
      ),
    ).toThrow('entries (0, 1) and (1, 0) differ: 0.5 and 0.4');
    expect(() => gaussianMutualInformationOf([[1, 0.5]], 1)).toThrow(ValueError);
    expect(() => gaussianMutualInformationOf([[1]], 1)).toThrow('dimX 1 leaves no y among 1 variables');
  });
});

describe('divergence of Gaussians', () => {
  test('is zero for equal ones and half the squared shift for shifted unit ones', () => {
    const covariance = [
      [2, 0.5],
      [0.5, 1],
    ];
    expect(gaussianDivergence({ mean: [1, 2], covariance }, { mean: [1, 2], covariance })).toBeCloseTo(0, 12);
    expect(gaussianDivergence({ mean: [3], covariance: [[1]] }, { mean: [1], covariance: [[1]] })).toBeCloseTo(2, 12);
    expect(gaussianDivergence({ mean: [0], covariance: [[4]] }, { mean: [0], covariance: [[1]] })).toBeCloseTo(
      1.5 - Math.log(2),
      12,
    );
  });
});

describe('entropies', () => {
  test('of special cases are the known ones', () => {
    const eulerMascheroni = 0.5772156649015329;
    expect(gaussianEntropy([[1]])).toBeCloseTo(1.4189385332046727, 12);
    expect(uniformEntropy({ low: -1, high: 1 })).toBe(Math.LN2);
    expect(exponentialEntropy({ rate: 1 })).toBe(1);
    expect(laplaceEntropy({ scale: 0.5 })).toBe(1);
    expect(logisticEntropy({ scale: 1 })).toBe(2);
    expect(studentTEntropy({ degrees: 1 })).toBeCloseTo(Math.log(4 * Math.PI), 10); // Cauchy
    expect(studentTEntropy({ degrees: 1e7 })).toBeCloseTo(gaussianEntropy([[1]]), 5);
    expect(gammaEntropy({ shape: 1, scale: 0.25 })).toBeCloseTo(exponentialEntropy({ rate: 4 }), 10);
    expect(gammaEntropy({ shape: 2 })).toBeCloseTo(1 + eulerMascheroni, 10);
    expect(betaEntropy({ alpha: 1, beta: 1 })).toBeCloseTo(0, 10);
    expect(betaEntropy({ alpha: 0.5, beta: 0.5 })).toBeCloseTo(Math.log(Math.PI / 4), 10); // arcsine
    expect(discreteEntropy([0.25, 0.25, 0.25, 0.25, 0])).toBeCloseTo(Math.log(4), 14);
  });

  test('agree with numerical integration', () => {
    const laplace = (x: number) => Math.exp(-Math.abs(x) / 1.7) / 3.4;
    const logistic = (x: number) => 1 / (1.5 * (2 + Math.exp(x / 1.5) + Math.exp(-x / 1.5)));
    // Gamma(3.5) = 3.3233509704478426, Gamma(3) = 2, B(5 / 2, 1 / 2) = 3 pi / 8, B(2.5, 4) = 6 / 216.5625
    const gamma = (x: number) => (x ** 2.5 * Math.exp(-x / 2)) / (2 ** 3.5 * 3.3233509704478426);
    const studentT = (x: number) => (1 + (x * x) / 5) ** -3 / (Math.sqrt(5) * ((3 * Math.PI) / 8));
    const beta = (x: number) => x ** 1.5 * (1 - x) ** 3 * (216.5625 / 6);
    expect(laplaceEntropy({ scale: 1.7 })).toBeCloseTo(numericEntropy(laplace, -100, 100), 6);
    expect(logisticEntropy({ scale: 1.5 })).toBeCloseTo(numericEntropy(logistic, -100, 100), 6);
    expect(gammaEntropy({ shape: 3.5, scale: 2 })).toBeCloseTo(numericEntropy(gamma, 0, 200), 6);
    expect(studentTEntropy({ degrees: 5 })).toBeCloseTo(numericEntropy(studentT, -400, 400, 800_000), 6);
    expect(betaEntropy({ alpha: 2.5, beta: 4 })).toBeCloseTo(numericEntropy(beta, 0, 1), 6);
  });

  test('grow by the logarithm of a scale', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), (scale) => {
        const shift = Math.log(scale);
        expect(laplaceEntropy({ scale })).toBeCloseTo(laplaceEntropy({ scale: 1 }) + shift, 10);
        expect(logisticEntropy({ scale })).toBeCloseTo(logisticEntropy({ scale: 1 }) + shift, 10);
        expect(gammaEntropy({ shape: 2.2, scale })).toBeCloseTo(gammaEntropy({ shape: 2.2 }) + shift, 10);
        expect(studentTEntropy({ degrees: 3, scale })).toBeCloseTo(studentTEntropy({ degrees: 3 }) + shift, 10);
        expect(exponentialEntropy({ rate: 1 / scale })).toBeCloseTo(1 + shift, 10);
        expect(gaussianEntropy([[scale * scale]])).toBeCloseTo(gaussianEntropy([[1]]) + shift, 10);
      }),
    );
  });

  test('of a Gaussian give its mutual information as H(X) + H(Y) - H(X, Y)', () => {
    const covariance = [
      [1, 0.6],
      [0.6, 2],
    ];
    const information = gaussianEntropy([[1]]) + gaussianEntropy([[2]]) - gaussianEntropy(covariance);
    expect(information).toBeCloseTo(gaussianMutualInformationOf(covariance, 1), 12);
  });

  test('are refused for impossible arguments', () => {
    expect(() => uniformEntropy({ low: 1, high: 1 })).toThrow('high - low 0 must be a finite number above 0');
    expect(() => exponentialEntropy({ rate: -1 })).toThrow(
      'exponentialEntropy: rate -1 must be a finite number above 0',
    );
    expect(() => discreteEntropy([0.5, 0.6])).toThrow('the probabilities sum to 1.1');
    expect(() => discreteEntropy([1.5, -0.5])).toThrow('probability 0 is 1.5; it must lie from 0 to 1');
  });
});

test('discrete mutual information takes margins that rounding lifts above 1, and refuses ragged tables', () => {
  const twentieth = new Array<number>(20).fill(0.05); // they add up to 1 + 2e-16
  expect(discreteMutualInformation([twentieth])).toBeCloseTo(0, 14);
  expect(discreteMutualInformation(twentieth.map((p) => [p]))).toBeCloseTo(0, 14);
  expect(() => discreteMutualInformation([[0.5], [0.25, 0.25]])).toThrow(/row 1 has 2 entries/);
  expect(() => discreteMutualInformation([])).toThrow(ValueError);
});

test('discrete mutual information is 0 for a product and the entropy for a copy', () => {
  expect(
    discreteMutualInformation([
      [0.12, 0.28],
      [0.18, 0.42],
    ]),
  ).toBeCloseTo(0, 14);
  expect(
    discreteMutualInformation([
      [0.3, 0],
      [0, 0.7],
    ]),
  ).toBeCloseTo(discreteEntropy([0.3, 0.7]), 14);
});

test('nats and bits convert into each other', () => {
  expect(natsToBits(Math.LN2)).toBe(1);
  expect(bitsToNats(natsToBits(0.37))).toBeCloseTo(0.37, 15);
});

describe('f-divergences', () => {
  const pairs = {
    A: [
      [0.5, 0.3, 0.2],
      [0.2, 0.3, 0.5],
    ],
    B: [
      [0.4, 0.1, 0.1, 0.4],
      [0.25, 0.25, 0.25, 0.25],
    ],
    C: [
      [0.1, 0.2, 0.3, 0.4],
      [0.4, 0.3, 0.2, 0.1],
    ],
  } as const;
  test.each([
    ['A', 0.27488722, 0.27488722, 0.63, 0.13508894, 0.13282863, -1.25346573],
    ['B', 0.19274476, 0.22314355, 0.36, 0.1026334, 0.10134367, -1.28495069],
    ['C', 0.45643482, 0.45643482, 1.20833333, 0.2202041, 0.21288027, -1.17341409],
  ] as [keyof typeof pairs, ...number[]][])('of discrete pair %s', (name, ...expected) => {
    const [p, q] = pairs[name];
    fDivergenceNames.forEach((divergence, i) => {
      expect(Math.abs(discreteFDivergence(divergence, p, q) - expected[i]!)).toBeLessThan(1e-8);
    });
  });

  // The divergences' values for one pair of normals, as published to six digits.
  test.each([
    [0.1, 0.005025, 0.005076, 0.010101, 0.00252, 0.002516, -1.383779],
    [0.2, 0.020411, 0.021256, 0.041667, 0.010334, 0.010255, -1.376039],
    [0.3, 0.047155, 0.051746, 0.098901, 0.02425, 0.023828, -1.362466],
    [0.4, 0.087177, 0.103299, 0.190476, 0.045822, 0.044377, -1.341917],
    [0.5, 0.143841, 0.189492, 0.333333, 0.077751, 0.073842, -1.312453],
    [0.6, 0.223144, 0.339356, 0.5625, 0.124771, 0.115547, -1.270747],
    [0.7, 0.336672, 0.624112, 0.960784, 0.195741, 0.175634, -1.21066],
    [0.8, 0.510826, 1.266952, 1.777778, 0.309691, 0.267288, -1.119006],
    [0.9, 0.830366, 3.432792, 4.263158, 0.521392, 0.429106, -0.957188],
    [0.95, 1.163951, 8.092459, 9.25641, 0.729995, 0.584128, -0.802167],
    [0.99, 1.958518, 47.29274, 49.251256, 1.135476, 0.882736, -0.503558],
  ])('of normals at rho %d', (rho, ...expected) => {
    fDivergenceNames.forEach((divergence, i) => {
      const value = gaussianFDivergence(divergence, { rho });
      expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-6 * Math.max(1, expected[i]!));
      if (rho < 0.5) expect(gaussianFDivergence(divergence, { rho: -rho })).toBeCloseTo(value, 10);
    });
  });

  test('in several dimensions agree with a grid of discrete masses', () => {
    // Two pairs: r is the product of two ratios, so the divergence is a sum over pairs of cells of a fine grid.
    const rho = 0.5;
    const cells: [number, number][] = [];
    for (let x = -5; x <= 5; x += 0.25) {
      for (let y = -5; y <= 5; y += 0.25) {
        const q = Math.exp(-(x * x + y * y) / 2) / (2 * Math.PI) / 16;
        const exponent = (x * x - 2 * rho * x * y + y * y) / (2 * (1 - rho * rho));
        cells.push([Math.exp(-exponent) / (2 * Math.PI * Math.sqrt(1 - rho * rho)) / 16, q]);
      }
    }
    let divergence = 0;
    for (const [p1, q1] of cells) {
      for (const [p2, q2] of cells) {
        const [p, q] = [p1 * p2, q1 * q2];
        divergence += p * Math.log((2 * p) / (p + q)) + q * Math.log((2 * q) / (p + q));
      }
    }
    expect(gaussianFDivergence('jensen-shannon', { rho, dimension: 2 })).toBeCloseTo(divergence, 4);
    expect(gaussianFDivergence('kl', { rho, dimension: 2 })).toBe(gaussianMutualInformation({ rho, dimension: 2 }));
    expect(gaussianFDivergence('gan', { rho: 0, dimension: 3 })).toBeCloseTo(-Math.log(4), 9);
  });

  test('are infinite where a density has no counterpart, and bounded ones stay bounded', () => {
    const [p, q] = [
      [1, 0],
      [0, 1],
    ];
    expect(fDivergenceNames.map((name) => discreteFDivergence(name, p!, q!))).toEqual([
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      2,
      2 * Math.LN2,
      0,
    ]);
    expect(() => gaussianFDivergence('kl', { rho: 1 })).toThrow(ValueError);
    expect(() => discreteFDivergence('kl', [1], [0.5, 0.5])).toThrow('p has 1 probabilities and q 2');
  });
});

describe('discrete distributions', () => {
  const table = [
    [0.3, 0.2],
    [0.1, 0.4],
  ];

  test('entropies obey the chain rule', () => {
    const ofX = discreteEntropy([0.5, 0.5]);
    const ofY = discreteEntropy([0.4, 0.6]);
    expect(discreteJointEntropy(table)).toBeCloseTo(ofX + discreteConditionalEntropy(table), 14);
    expect(discreteMutualInformation(table)).toBeCloseTo(ofY - discreteConditionalEntropy(table), 14);
    expect(discreteJointEntropy(table)).toBeCloseTo(1.2798542, 7);
  });

  test('cross entropy is entropy plus divergence', () => {
    const [p, q] = [
      [0.5, 0.25, 0.25],
      [0.2, 0.3, 0.5],
    ];
    expect(discreteCrossEntropy(p!, q!)).toBeCloseTo(discreteEntropy(p!) + discreteDivergence(p!, q!), 14);
    expect(discreteDivergence(p!, p!)).toBe(0);
    expect(discreteDivergence([0.5, 0.5], [1, 0])).toBe(Number.POSITIVE_INFINITY);
    expect(discreteDivergence([1, 0], [0.5, 0.5])).toBeCloseTo(Math.LN2, 14);
  });

  test('are refused unless they sum to one and pair up', () => {
    expect(() => discreteCrossEntropy([1], [0.5, 0.5])).toThrow(ValueError);
    expect(() => discreteDivergence([0.5, 0.6], [0.5, 0.5])).toThrow('sum to');
    expect(() => discreteConditionalEntropy([[0.5], [0.6]])).toThrow('sum to');
  });
});

describe('continuous truths by other means', () => {
  test.each([
    [1, 1, 1, 0.2241714275],
    [2, 2, 1, 0.431945622],
    [3, 3, 2, 0.2909219227],
    [5, 5, 2, 0.4481506769],
  ])('Student-t of dimension %d + %d and df %d', (dimX, dimY, df, truth) => {
    const size = dimX + dimY;
    const dispersion = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => Number(i === j)));
    expect(Math.abs(studentTMutualInformation({ dispersion, dimX, df }) - truth)).toBeLessThan(1e-9);
  });

  test('Student-t with correlation adds the Gaussian value', () => {
    const dispersion = (rho: number) => [
      [1, rho],
      [rho, 1],
    ];
    const plain = studentTMutualInformation({ dispersion: dispersion(0), dimX: 1, df: 4 });
    const correlated = studentTMutualInformation({ dispersion: dispersion(0.8), dimX: 1, df: 4 });
    expect(correlated - plain).toBeCloseTo(gaussianMutualInformation({ rho: 0.8 }), 12);
    expect(() => studentTMutualInformation({ dispersion: dispersion(0), dimX: 1, df: 0 })).toThrow(ValueError);
  });

  test.each([0.1, 0.5, 0.75, 3])('uniform noise of half width %d', (noise) => {
    const density = (y: number): number => {
      const overlap = Math.min(1, y + noise) - Math.max(0, y - noise);
      return Math.max(0, overlap) / (2 * noise);
    };
    const entropy = numericEntropy(density, -noise, 1 + noise);
    expect(additiveUniformMutualInformation({ noise })).toBeCloseTo(entropy - Math.log(2 * noise), 4);
  });

  test.each([
    [0.05, 2.3151, 1.8146, 2.1598, 2.9857],
    [0.1, 1.6671, 1.2495, 1.5355, 2.3151],
    [0.2, 1.0643, 0.7322, 0.9651, 1.6671],
    [0.3, 0.7491, 0.4695, 0.6704, 1.3068],
    [0.5, 0.4187, 0.2256, 0.3646, 0.8863],
    [0.7, 0.2585, 0.1279, 0.2205, 0.6401],
    [0.9, 0.1721, 0.0812, 0.1449, 0.4791],
  ])('functions under Gaussian noise of sigma %d', (sigma, ...expected) => {
    (['x', 'x^3', 'sin x', '2x'] as const).forEach((relation, i) => {
      const value = additiveNoiseMutualInformation({ relation, sigma });
      expect(Math.abs(value - expected[i]!)).toBeLessThan(6e-5);
      expect(additiveNoiseMutualInformation({ relation, sigma, dimension: 2 })).toBe(2 * value);
    });
  });

  test('noise that is too small for the integral is an error, not a wrong number', () => {
    expect(() => additiveNoiseMutualInformation({ relation: 'x', sigma: 1e-6 })).toThrow(/does not settle/);
    expect(() => additiveNoiseMutualInformation({ relation: 'x', sigma: 0 })).toThrow(ValueError);
  });

  test('a mixture of one normal is that normal, by quadrature and by Monte Carlo', () => {
    const covariance = [
      [2, 0.5, 0.3],
      [0.5, 1, 0.6],
      [0.3, 0.6, 1],
    ];
    const flat = [
      [1, 0.95],
      [0.95, 1],
    ];
    const one = gaussianMixtureMutualInformation({
      dimX: 1,
      components: [{ weight: 1, mean: [3, -3], covariance: flat }],
    });
    expect(one.method).toBe('quadrature');
    expect(one.value).toBeCloseTo(gaussianMutualInformation({ rho: 0.95 }), 8);
    const several = gaussianMixtureMutualInformation({
      dimX: 1,
      components: [{ weight: 1, mean: [1, 2, 3], covariance }],
      draws: 20_000,
    });
    expect(several.method).toBe('monte-carlo');
    expect(several.standardError).toBeLessThan(0.01);
    expect(Math.abs(several.value - gaussianMutualInformationOf(covariance, 1))).toBeLessThan(
      4 * several.standardError,
    );
  });

  test('a mixture of overlapping normals agrees with a grid', () => {
    const components = [
      { weight: 0.5, mean: [-1, -1], covariance: [[1, 0.5], [0.5, 1]] }, // biome-ignore format: a component
      { weight: 0.3, mean: [2, 0], covariance: [[0.5, -0.2], [-0.2, 1]] }, // biome-ignore format: a component
      { weight: 0.2, mean: [0, 2], covariance: [[0.3, 0], [0, 0.3]] }, // biome-ignore format: a component
    ];
    const step = 0.05;
    const axis = Array.from({ length: 261 }, (_, i) => -6.5 + i * step);
    const grid = axis.map((x) =>
      axis.map((y) =>
        components.reduce((sum, { weight, mean, covariance: [[a, b], [, c]] }) => {
          const determinant = a! * c! - b! * b!;
          const [u, v] = [x - mean[0]!, y - mean[1]!];
          const exponent = (c! * u * u - 2 * b! * u * v + a! * v * v) / (2 * determinant);
          return sum + ((weight * Math.exp(-exponent)) / (2 * Math.PI * Math.sqrt(determinant))) * step * step;
        }, 0),
      ),
    );
    const total = grid.flat().reduce((sum, p) => sum + p, 0);
    const { value, standardError } = gaussianMixtureMutualInformation({ components, dimX: 1 });
    expect(value).toBeCloseTo(discreteMutualInformation(grid.map((row) => row.map((p) => p / total))), 5);
    expect(standardError).toBeLessThan(1e-8);
  });

  test('mixtures are refused with reasons', () => {
    const good = { weight: 0.5, mean: [0, 0], covariance: [[1, 0], [0, 1]] }; // biome-ignore format: a component
    const mixture = (components: (typeof good)[], dimX = 1) => gaussianMixtureMutualInformation({ components, dimX });
    expect(() => mixture([good])).toThrow('sum to 0.5');
    expect(() => mixture([good, good], 2)).toThrow('leaves no y');
    expect(() => mixture([good, { ...good, mean: [0, 0, 0] }])).toThrow('component 1 has a mean of 3');
    expect(() => mixture([good, { ...good, covariance: [[1, 2], [2, 1]] }])).toThrow('positive definite'); // biome-ignore format: one line
  });

  test('a category and a number', () => {
    const deviation = Math.sqrt(0.2);
    const signs = { probabilities: [0.5, 0.5], means: [-1, 1], deviations: [deviation, deviation] };
    expect(categoricalGaussianMutualInformation(signs)).toBeCloseTo(0.6587344, 7);
    const normal = (y: number, mean: number) => Math.exp(-((y - mean) ** 2) / 0.4) / Math.sqrt(2 * Math.PI * 0.2);
    const entropy = numericEntropy((y) => 0.5 * normal(y, -1) + 0.5 * normal(y, 1), -8, 8);
    expect(categoricalGaussianMutualInformation(signs)).toBeCloseTo(entropy - gaussianEntropy([[0.2]]), 8);
    // Unused categories change nothing.
    const more = { probabilities: [0.5, 0.5, 0], means: [-1, 1, 9], deviations: [deviation, deviation, 1] };
    expect(categoricalGaussianMutualInformation(more)).toBeCloseTo(categoricalGaussianMutualInformation(signs), 12);
    expect(() => categoricalGaussianMutualInformation({ ...signs, means: [0] })).toThrow('1 means');
    expect(() => categoricalGaussianMutualInformation({ ...signs, deviations: [1, 0] })).toThrow('deviation 1 0');
  });

  test('a category and a uniform number share what overlap leaves', () => {
    const categories = 4;
    const density = (y: number) => [0, 1, 2, 3].filter((k) => y >= k && y < k + 2).length / (2 * categories);
    const entropy = numericEntropy(density, 0, 5);
    expect(categoricalUniformMutualInformation({ categories })).toBeCloseTo(entropy - Math.LN2, 4);
    expect(separatedMixtureMutualInformation({ weights: [1], informations: [0.3] })).toBeCloseTo(0.3, 15);
    expect(() => separatedMixtureMutualInformation({ weights: [1], informations: [] })).toThrow(ValueError);
  });
});

test('the theorem on sample size asks for what its formula says', () => {
  const options = { parameters: 100, bound: 2, lipschitz: 1, radius: 1, epsilon: 0.1, delta: 0.05 };
  expect(sampleSizeBound(options)).toBe(Math.ceil(800 * (100 * Math.log(1600) + 400 + Math.log(40))));
  expect(sampleSizeBound(options)).toBe(913_172);
  expect(sampleSizeBound({ ...options, epsilon: 0.05 })).toBeGreaterThan(4 * 913_172);
  expect(() => sampleSizeBound({ ...options, delta: 1 })).toThrow(ValueError);
  expect(() => sampleSizeBound({ ...options, parameters: 1.5 })).toThrow(ValueError);
});
