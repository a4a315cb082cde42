/**
 * A joint distribution of (X, Y) whose mutual information is known, and a sampler of it. The one idea: a distribution is
 * a name, two dimensions, the truth and a pure function of rows and seed, so that any estimator can be held against it.
 */
import { type Random, random } from '@infograd/tensor';
import { requireCount } from '../truth/requirements.ts';

/** Rows of numbers, row-major: what every estimator of this package takes. */
export interface SampledTable {
  readonly data: Float64Array;
  /** [rows, columns] */
  readonly shape: [number, number];
}

/** Row i of x belongs to row i of y. */
export interface SamplePair {
  readonly x: SampledTable;
  readonly y: SampledTable;
}

export interface Distribution {
  readonly name: string;
  readonly dimX: number;
  readonly dimY: number;
  /** I(X; Y) in nats. */
  readonly mutualInformation: number;
  /** How far `mutualInformation` may be off: 0 for closed forms, else the quadrature's or Monte Carlo's standard error. */
  readonly standardError: number;
  /**
   * Independent rows; the same numbers for the same seed on every machine.
   *
   * @param n how many rows
   * @param seed a whole number from 0 to 2^53 - 1
   * @throws ValueError when n or the seed is another number
   */
  sample(n: number, seed: number): SamplePair;
}

/** What a distribution's own file says; {@link distribution} adds the checks and the seeding. */
export interface DistributionParts {
  readonly name: string;
  readonly dimX: number;
  readonly dimY: number;
  readonly mutualInformation: number;
  readonly standardError?: number;
  /** Row-major values of x and y, `rows` rows each. */
  draw(rows: number, rng: Random): { x: Float64Array; y: Float64Array };
}

/**
 * Makes a distribution from a name, the truth and a way to draw rows. For samplers of your own.
 *
 * @example distribution({ name: 'coin', dimX: 1, dimY: 1, mutualInformation: 0, draw: (rows) => ({ x: new Float64Array(rows), y: new Float64Array(rows) }) }).sample(3, 0).x.shape // [3, 1]
 */
export function distribution(parts: DistributionParts): Distribution {
  const { name, dimX, dimY, mutualInformation, standardError = 0 } = parts;
  return {
    name,
    dimX,
    dimY,
    mutualInformation,
    standardError,
    sample(n, seed) {
      requireCount(`${name}.sample`, 'n', n);
      const { x, y } = parts.draw(n, random(seed).fork(name));
      return { x: { data: x, shape: [n, dimX] }, y: { data: y, shape: [n, dimY] } };
    },
  };
}
