/**
 * Mutual information of a uniform signal and a function of it under Gaussian noise, in nats, by quadrature: the truth of
 * the equitability experiment (Belghazi et al., "Mutual information neural estimation", 2018, figure 2). The value depends
 * on the function as well as on the noise.
 */
import { panels, type Quadrature, refined } from './quadrature.ts';
import { requireCount, requirePositive } from './requirements.ts';

/** The functions of the experiment, by name. */
export const relations = {
  x: (x: number): number => x,
  '2x': (x: number): number => 2 * x,
  'x^3': (x: number): number => x ** 3,
  'sin x': (x: number): number => Math.sin(x),
} as const;

export type RelationName = keyof typeof relations;

/** A function by name, or one of your own, smooth on [-1, 1]. */
export type Relation = RelationName | ((x: number) => number);

/** Standard deviations of noise beyond which the density is below 1e-17 of its peak. */
const reach = 9;

/**
 * I(X; f(X) + sigma e) for X ~ U(-1, 1)^d, e ~ N(0, I_d) and f acting on each coordinate: d (h(Y) - log(2 pi e sigma^2) / 2), where
 * p(y) is half the integral of N(y; f(x), sigma^2) over x from -1 to 1.
 *
 * @param options.sigma standard deviation of the noise
 * @throws ValueError when sigma is not positive, the dimension is not a whole number of 1 or more, or sigma is so small
 *   that the integral does not settle
 * @example additiveNoiseMutualInformation({ relation: 'x^3', sigma: 0.3 }) // 0.4695118
 */
export function additiveNoiseMutualInformation(options: {
  relation: Relation;
  sigma: number;
  dimension?: number;
}): number {
  return additiveNoiseQuadrature(options).value;
}

/** Like {@link additiveNoiseMutualInformation}, with the error of the quadrature beside the value. */
export function additiveNoiseQuadrature(options: {
  relation: Relation;
  sigma: number;
  dimension?: number;
}): Quadrature {
  const { relation, sigma, dimension = 1 } = options;
  requirePositive('additiveNoiseMutualInformation', { sigma });
  requireCount('additiveNoiseMutualInformation', 'dimension', dimension);
  const f = typeof relation === 'function' ? relation : relations[relation];
  const { value, error } = refined('additiveNoiseMutualInformation', (count) => perDimension(f, sigma, count), {
    start: 8,
    limit: 512,
  });
  return { value: dimension * value, error: dimension * error };
}

function perDimension(f: (x: number) => number, sigma: number, count: number): number {
  const signal = panels(-1, 1, count);
  const images = signal.nodes.map(f);
  const low = images.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY) - reach * sigma;
  const high = images.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY) + reach * sigma;
  const observed = panels(low, high, count);
  const peak = 1 / (2 * sigma * Math.sqrt(2 * Math.PI));
  let entropy = 0;
  observed.nodes.forEach((y, j) => {
    let density = 0;
    for (let i = 0; i < images.length; i++) {
      const z = (y - images[i]) / sigma;
      if (z > -reach && z < reach) density += signal.weights[i] * Math.exp(-0.5 * z * z);
    }
    density *= peak;
    if (density > 0) entropy -= observed.weights[j] * density * Math.log(density);
  });
  return entropy - 0.5 * Math.log(2 * Math.PI * Math.E * sigma * sigma);
}
