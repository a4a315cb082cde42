/**
 * Mutual information of a mixture of normals, in nats. It has no closed form: for one-dimensional x and y it is integrated,
 * component by component in the component's own whitened coordinates; in more dimensions it is a Monte Carlo mean of
 * log p(x, y) - log p(x) - log p(y), with its standard error.
 */
import { type Random, random, ValueError } from '@infograd/tensor';
import { categories, normals } from '../distributions/draws.ts';
import { choleskyFactor, solveLower } from './cholesky.ts';
import { type Covariance, checkSymmetric, diagonalBlock } from './covariance.ts';
import { panels, refined } from './quadrature.ts';
import { requireCount, requireProbabilities } from './requirements.ts';

/** One normal of a mixture, over the stacked vector (x, y). */
export interface MixtureComponent {
  readonly weight: number;
  readonly mean: readonly number[];
  readonly covariance: Covariance;
}

export interface MixtureTruth {
  /** Nats. */
  readonly value: number;
  /** Standard error of the Monte Carlo mean, or the last change of the quadrature. */
  readonly standardError: number;
  readonly method: 'quadrature' | 'monte-carlo';
}

/** A component ready for use: L of its covariance and the logarithm of weight times normalisation. */
interface Factored {
  readonly mean: readonly number[];
  readonly factor: Float64Array[];
  readonly logScale: number;
}

/** Whitened coordinates beyond which a component has less than 1e-16 of its mass. */
const reach = 8.5;

/**
 * I(X; Y) of a mixture of normals.
 *
 * @param options.dimX how many leading variables are x
 * @param options.draws Monte Carlo draws, when x or y has several dimensions
 * @throws ValueError unless the weights sum to one and every component has a mean and a covariance of one dimension
 *   above dimX
 * @example gaussianMixtureMutualInformation({ dimX: 1, components: [{ weight: 1, mean: [0, 0], covariance: [[1, 0.9], [0.9, 1]] }] }).value // 0.8303656
 */
export function gaussianMixtureMutualInformation(options: {
  components: readonly MixtureComponent[];
  dimX: number;
  draws?: number;
  seed?: number;
}): MixtureTruth {
  const { components, dimX, draws = 100_000, seed = 0 } = options;
  checkMixture(components, dimX);
  requireCount('gaussianMixtureMutualInformation', 'draws', draws);
  const size = components[0].mean.length;
  const [joint, ofX, ofY] = [
    [0, size],
    [0, dimX],
    [dimX, size],
  ].map(([start, end]) => components.filter(({ weight }) => weight > 0).map((part) => factored(part, start, end)));
  const logRatio = (row: Float64Array): number =>
    logDensity(joint, row) - logDensity(ofX, row.subarray(0, dimX)) - logDensity(ofY, row.subarray(dimX));
  if (size > 2) return monteCarlo(components, logRatio, draws, seed);
  const weights = components.map(({ weight }) => weight).filter((weight) => weight > 0);
  const compute = (count: number): number =>
    joint.reduce((sum, part, i) => sum + weights[i] * meanUnder(part, logRatio, count), 0);
  const { value, error } = refined('gaussianMixtureMutualInformation', compute, { limit: 64, tolerance: 1e-8 });
  return { value, standardError: error, method: 'quadrature' };
}

/** @throws ValueError as {@link gaussianMixtureMutualInformation} does */
export function checkMixture(components: readonly MixtureComponent[], dimX: number): void {
  const name = 'gaussianMixture';
  requireProbabilities(
    name,
    components.map(({ weight }) => weight),
  );
  requireCount(name, 'dimX', dimX);
  const size = components[0].mean.length;
  if (dimX >= size) throw new ValueError(`${name}: dimX ${dimX} leaves no y among ${size} variables`);
  components.forEach(({ mean, covariance }, i) => {
    if (mean.length !== size || covariance.length !== size)
      throw new ValueError(
        `${name}: component ${i} has a mean of ${mean.length} and a covariance of ${covariance.length}; component 0 has ${size} variables`,
      );
    checkSymmetric(covariance);
  });
}

/** Rows of a mixture, row-major. */
export function drawMixture(components: readonly MixtureComponent[], rows: number, rng: Random): Float64Array {
  const size = components[0].mean.length;
  const factors = components.map(({ covariance }) => choleskyFactor(covariance));
  const weights = components.map(({ weight }) => weight);
  const chosen = categories(rows, weights, rng);
  const z = normals(rows * size, rng);
  const values = new Float64Array(rows * size);
  chosen.forEach((component, row) => {
    for (let i = 0; i < size; i++) {
      let value = components[component].mean[i];
      for (let k = 0; k <= i; k++) value += factors[component][i][k] * z[row * size + k];
      values[row * size + i] = value;
    }
  });
  return values;
}

function factored({ weight, mean, covariance }: MixtureComponent, start: number, end: number): Factored {
  const factor = choleskyFactor(diagonalBlock(covariance, start, end));
  const logNormalisation = factor.reduce((sum, row, i) => sum - Math.log(row[i]) - 0.5 * Math.log(2 * Math.PI), 0);
  return { mean: mean.slice(start, end), factor, logScale: Math.log(weight) + logNormalisation };
}

/** Log of the mixture density, by log-sum-exp. */
function logDensity(parts: readonly Factored[], row: Float64Array): number {
  const logs = parts.map(({ mean, factor, logScale }) => {
    const z = solveLower(
      factor,
      row.map((value, i) => value - mean[i]),
    );
    return logScale - 0.5 * z.reduce((sum, value) => sum + value * value, 0);
  });
  const largest = logs.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return largest + Math.log(logs.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}

/** Mean of f under one bivariate normal, by a product rule in its whitened coordinates. */
function meanUnder({ mean, factor }: Factored, f: (row: Float64Array) => number, count: number): number {
  const { nodes, weights } = panels(-reach, reach, count);
  const density = nodes.map((z, i) => (weights[i] * Math.exp(-0.5 * z * z)) / Math.sqrt(2 * Math.PI));
  const row = new Float64Array(2);
  let sum = 0;
  for (let i = 0; i < nodes.length; i++) {
    row[0] = mean[0] + factor[0][0] * nodes[i];
    for (let j = 0; j < nodes.length; j++) {
      row[1] = mean[1] + factor[1][0] * nodes[i] + factor[1][1] * nodes[j];
      sum += density[i] * density[j] * f(row);
    }
  }
  return sum;
}

function monteCarlo(
  components: readonly MixtureComponent[],
  logRatio: (row: Float64Array) => number,
  draws: number,
  seed: number,
): MixtureTruth {
  const size = components[0].mean.length;
  const rows = drawMixture(components, draws, random(seed).fork('gaussianMixtureMutualInformation'));
  let mean = 0;
  let squares = 0;
  for (let row = 0; row < draws; row++) {
    const value = logRatio(rows.subarray(row * size, (row + 1) * size));
    const shift = value - mean;
    mean += shift / (row + 1);
    squares += shift * (value - mean);
  }
  return { value: mean, standardError: Math.sqrt(squares / draws / draws), method: 'monte-carlo' };
}
