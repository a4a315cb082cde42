/** A mixture of normals over (x, y): dependence of almost any form, with a truth by quadrature or Monte Carlo. */
import {
  checkMixture,
  drawMixture,
  gaussianMixtureMutualInformation,
  type MixtureComponent,
} from '../truth/gaussian-mixture.ts';
import { type Distribution, distribution } from './distribution.ts';
import { splitColumns } from './draws.ts';

/**
 * Rows from component k with probability weight_k.
 *
 * @param options.components weights, which sum to one, means and covariances of the stacked vector (x, y)
 * @param options.dimX how many leading variables are x
 * @param options.draws Monte Carlo draws for the truth, when x or y has several dimensions; its error is `standardError`
 * @throws ValueError as `gaussianMixtureMutualInformation` does
 * @example gaussianMixture({ dimX: 1, components: [-9, 9].map((m) => ({ weight: 0.5, mean: [m, m], covariance: [[1, 0], [0, 1]] })) }).mutualInformation // 0.6931472, log 2
 */
export function gaussianMixture(options: {
  components: readonly MixtureComponent[];
  dimX: number;
  name?: string;
  draws?: number;
}): Distribution {
  const { components, dimX, draws } = options;
  checkMixture(components, dimX);
  const size = components[0].mean.length;
  const { name = `gaussian-mixture-${components.length}-${dimX}-${size - dimX}` } = options;
  const { value, standardError } = gaussianMixtureMutualInformation({ components, dimX, draws });
  return distribution({
    name,
    dimX,
    dimY: size - dimX,
    mutualInformation: value,
    standardError,
    draw: (rows, rng) => splitColumns(drawMixture(components, rows, rng), size, dimX),
  });
}
