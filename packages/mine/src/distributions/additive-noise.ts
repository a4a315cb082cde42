/** A uniform signal and a function of it under Gaussian noise: the rows of the equitability experiment. */
import { additiveNoiseQuadrature, type Relation, relations } from '../truth/additive-noise.ts';
import { type Distribution, distribution } from './distribution.ts';
import { normals, uniforms } from './draws.ts';

/**
 * X ~ U(-1, 1)^d, Y = f(X) + sigma e with e ~ N(0, I_d), f on each coordinate; the truth is by quadrature.
 *
 * @param options.relation 'x', '2x', 'x^3', 'sin x' or a smooth function of your own
 * @param options.sigma standard deviation of the noise, above zero (without noise the information is infinite)
 * @throws ValueError when sigma is not positive or the dimension is not a whole number of 1 or more
 * @example additiveNoise({ relation: 'sin x', sigma: 0.5 }).mutualInformation // 0.3645730
 */
export function additiveNoise(options: {
  relation: Relation;
  sigma: number;
  dimension?: number;
  name?: string;
}): Distribution {
  const { relation, sigma, dimension = 1 } = options;
  const label = typeof relation === 'function' ? relation.name || 'function' : relation;
  const { name = `additive-noise-${label}-${sigma}-${dimension}` } = options;
  const { value, error } = additiveNoiseQuadrature({ relation, sigma, dimension });
  const f = typeof relation === 'function' ? relation : relations[relation];
  return distribution({
    name,
    dimX: dimension,
    dimY: dimension,
    mutualInformation: value,
    standardError: error,
    draw(rows, rng) {
      const x = uniforms(rows * dimension, rng).map((u) => 2 * u - 1);
      const y = normals(rows * dimension, rng).map((z, i) => f(x[i]) + sigma * z);
      return { x, y };
    },
  });
}
