/**
 * A category beside a number, and pairs that are discrete in one part and continuous in another: where estimators for
 * continuous data break, and those of Ross and of Gao are needed.
 */

import { discreteMutualInformation } from '../truth/entropy.ts';
import { gaussianMutualInformation } from '../truth/gaussian.ts';
import {
  type CategoricalGaussian,
  categoricalGaussianQuadrature,
  categoricalUniformMutualInformation,
  separatedMixtureMutualInformation,
} from '../truth/mixed.ts';
import { type Distribution, distribution } from './distribution.ts';
import { categories, normals, uniforms } from './draws.ts';

/**
 * X a category k with probability p_k, Y ~ N(mean_k, deviation_k^2). The truth is by quadrature.
 *
 * @throws ValueError unless the probabilities sum to one and there are as many means and positive deviations
 * @example categoricalGaussian({ probabilities: [0.5, 0.5], means: [-9, 9], deviations: [1, 1] }).mutualInformation // 0.6931472, log 2
 */
export function categoricalGaussian(options: CategoricalGaussian & { name?: string }): Distribution {
  const { probabilities, means, deviations } = options;
  const { value, error } = categoricalGaussianQuadrature(options);
  const { name = `categorical-gaussian-${probabilities.length}` } = options;
  return distribution({
    name,
    dimX: 1,
    dimY: 1,
    mutualInformation: value,
    standardError: error,
    draw(rows, rng) {
      const x = Float64Array.from(categories(rows, probabilities, rng));
      const y = normals(rows, rng).map((z, i) => means[x[i]] + deviations[x[i]] * z);
      return { x, y };
    },
  });
}

/**
 * X uniform on 0 … m - 1, Y ~ U(X, X + 2) (Gao et al. 2017, experiment II).
 *
 * @throws ValueError unless m is a whole number of 1 or more
 * @example categoricalUniform({ categories: 5 }).mutualInformation // 1.0549202
 */
export function categoricalUniform(options: { categories: number; name?: string }): Distribution {
  const { categories: count } = options;
  const mutualInformation = categoricalUniformMutualInformation({ categories: count });
  const { name = `categorical-uniform-${count}` } = options;
  return distribution({
    name,
    dimX: 1,
    dimY: 1,
    mutualInformation,
    draw(rows, rng) {
      const x = Float64Array.from(rng.integers(rows, count));
      const y = uniforms(rows, rng).map((u, i) => x[i] + 2 * u);
      return { x, y };
    },
  });
}

/**
 * With probability `discreteShare` two signs that agree with probability `agreement`, otherwise two normals of correlation
 * rho (Gao et al. 2017, experiment I, has 1/2, 0.8 and 0.9). A sign tells which part a row is from, so the parts' entropy
 * is shared: I = H(share) + share I_signs + (1 - share) I_normals.
 *
 * @throws ValueError unless the share and the agreement lie from 0 to 1 and rho between -1 and 1
 * @example signsAndNormals({ discreteShare: 0.5, agreement: 0.8, rho: 0.9 }).mutualInformation // 1.2047024
 */
export function signsAndNormals(options: {
  discreteShare: number;
  agreement: number;
  rho: number;
  name?: string;
}): Distribution {
  const { discreteShare, agreement, rho } = options;
  const { name = `signs-and-normals-${discreteShare}-${agreement}-${rho}` } = options;
  const [same, other] = [agreement / 2, (1 - agreement) / 2];
  const table = [
    [same, other],
    [other, same],
  ];
  return distribution({
    name,
    dimX: 1,
    dimY: 1,
    mutualInformation: separatedMixtureMutualInformation({
      weights: [discreteShare, 1 - discreteShare],
      informations: [discreteMutualInformation(table), gaussianMutualInformation({ rho })],
    }),
    draw(rows, rng) {
      const x = normals(rows, rng);
      const y = normals(rows, rng).map((z, i) => rho * x[i] + Math.sqrt(1 - rho * rho) * z);
      const part = uniforms(rows, rng);
      const cells = categories(rows, table.flat(), rng);
      for (let row = 0; row < rows; row++) {
        if (part[row] >= discreteShare) continue;
        x[row] = cells[row] < 2 ? -1 : 1;
        y[row] = cells[row] % 2 === 0 ? -1 : 1;
      }
      return { x, y };
    },
  });
}
