import {
  additiveGaussianNoise,
  betaEntropy,
  bitsToNats,
  discreteEntropy,
  discreteMutualInformation,
  exponentialEntropy,
  gammaEntropy,
  gaussianDivergence,
  gaussianEntropy,
  gaussianMutualInformation,
  gaussianMutualInformationOf,
  laplaceEntropy,
  logisticEntropy,
  natsToBits,
  studentTEntropy,
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
