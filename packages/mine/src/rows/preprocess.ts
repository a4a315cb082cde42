/**
 * Changes of scale before training, fitted on training rows and then applied to any row. Invertible maps of single
 * columns leave the mutual information as it is, so they cost nothing and make training easier. `standardize` gives every column mean 0
 * and standard deviation 1; `copula` turns ranks into normal quantiles and `uniform` into equally spaced numbers, which also tames heavy tails.
 */
import { DataError } from '../errors.ts';
import { normalQuantile } from './normal-quantile.ts';
import type { Samples } from './samples.ts';

/** The names of the changes of scale. */
export const preprocessNames = ['standardize', 'copula', 'uniform', 'none'] as const;

export type PreprocessName = (typeof preprocessNames)[number];

/** What was learnt from the training rows, one entry a column: plain numbers, so that it can be saved. */
export type FittedPreprocess =
  | { readonly kind: 'none' }
  | { readonly kind: 'standardize'; readonly mean: readonly number[]; readonly deviation: readonly number[] }
  | { readonly kind: 'copula' | 'uniform'; readonly knots: readonly CopulaKnots[] };

/** The distinct values of one column in increasing order, and the normal or uniform score of each. */
export interface CopulaKnots {
  readonly values: readonly number[];
  readonly scores: readonly number[];
}

/**
 * Learns a change of scale from training rows.
 *
 * `copula` maps rank r of n (from 1) to the normal quantile of (r - 1/2) / n, `uniform` to that share itself, centred and with variance 1.
 * Tied values share the average of their ranks: a column with ties stays discrete, and no noise is added to break them.
 *
 * @param argument the argument's name, for error messages
 * @throws DataError when a column is constant on these rows, or its numbers are too large or small to be standardized
 * @example
 * const fitted = fitPreprocess('standardize', { values: Float64Array.of(1, 3), n: 2, d: 1 }, 'x');
 * applyPreprocess(fitted, { values: Float64Array.of(5), n: 1, d: 1 }); // (5 - 2) / 1 = 3
 */
export function fitPreprocess(name: PreprocessName, training: Samples, argument: string): FittedPreprocess {
  if (name === 'none') return { kind: 'none' };
  const columns = Array.from({ length: training.d }, (_, column) => columnOf(training, column));
  columns.forEach((values, column) => {
    requireVariation(values, argument, column);
  });
  if (name === 'copula') return { kind: name, knots: columns.map((column) => rankKnots(column, normalQuantile)) };
  if (name === 'uniform') return { kind: name, knots: columns.map((column) => rankKnots(column, uniformScore)) };
  const moments = columns.map(momentsOf);
  moments.forEach(({ deviation }, column) => {
    requireUsable(deviation, argument, column);
  });
  return {
    kind: 'standardize',
    mean: moments.map(({ mean }) => mean),
    deviation: moments.map(({ deviation }) => deviation),
  };
}

/**
 * The same rows on the learnt scale, as float32 for the network.
 *
 * @throws DataError when a number does not fit float32 on that scale
 */
export function applyPreprocess(fitted: FittedPreprocess, samples: Samples): Float32Array {
  const scaled = fitted.kind === 'none' ? Float32Array.from(samples.values) : rescaled(fitted, samples);
  const bad = scaled.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return scaled;
  throw new DataError(
    `${samples.values[bad]} in column ${bad % samples.d} does not fit float32 on the scale of preprocess '${fitted.kind}'. Use preprocess 'copula', or divide the column by a constant`,
    { code: 'not-finite', column: bad % samples.d },
  );
}

function rescaled(fitted: Exclude<FittedPreprocess, { kind: 'none' }>, { values, n, d }: Samples): Float32Array {
  const scaled = new Float32Array(n * d);
  for (let column = 0; column < d; column++) {
    const map = columnMap(fitted, column);
    for (let index = column; index < scaled.length; index += d) scaled[index] = map(values[index]);
  }
  return scaled;
}

function columnMap(fitted: Exclude<FittedPreprocess, { kind: 'none' }>, column: number): (value: number) => number {
  if (fitted.kind !== 'standardize') {
    const knots = fitted.knots[column];
    return (value) => interpolate(knots, value);
  }
  const mean = fitted.mean[column];
  const deviation = fitted.deviation[column];
  return (value) => (value - mean) / deviation;
}

/** Linear between knots; beyond the outermost ones the outermost score holds, as for a rank. */
function interpolate({ values, scores }: CopulaKnots, value: number): number {
  const last = values.length - 1;
  if (value <= values[0]) return scores[0];
  if (value >= values[last]) return scores[last];
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (values[middle] <= value) low = middle;
    else high = middle;
  }
  const share = (value - values[low]) / (values[high] - values[low]);
  return scores[low] + share * (scores[high] - scores[low]);
}

/** A share from 0 to 1 as a number of mean 0 and variance 1. */
function uniformScore(share: number): number {
  return (share - 0.5) * Math.sqrt(12);
}

function rankKnots(column: Float64Array, scoreOf: (share: number) => number): CopulaKnots {
  const sorted = column.slice().sort();
  const n = sorted.length;
  const values: number[] = [];
  const scores: number[] = [];
  for (let start = 0; start < n; ) {
    let end = start + 1;
    while (end < n && sorted[end] === sorted[start]) end++;
    const averageRank = (start + 1 + end) / 2;
    values.push(sorted[start]);
    scores.push(scoreOf((averageRank - 0.5) / n));
    start = end;
  }
  return { values, scores };
}

function momentsOf(column: Float64Array): { mean: number; deviation: number } {
  const mean = column.reduce((sum, value) => sum + value / column.length, 0);
  const variance = column.reduce((sum, value) => sum + (value - mean) ** 2 / column.length, 0);
  return { mean, deviation: Math.sqrt(variance) };
}

function columnOf({ values, n, d }: Samples, column: number): Float64Array {
  return Float64Array.from({ length: n }, (_, row) => values[row * d + column]);
}

/** Squares of numbers beyond about 1e150 overflow, and below 1e-160 they vanish. */
function requireUsable(deviation: number, argument: string, column: number): void {
  if (deviation > 0 && Number.isFinite(deviation)) return;
  throw new DataError(
    `${argument}: column ${column} holds numbers whose standard deviation comes out as ${deviation}. Multiply the column by a constant that brings it near 1`,
    { code: 'not-finite', argument, column },
  );
}

function requireVariation(values: Float64Array, argument: string, column: number): void {
  if (values.some((value) => value !== values[0])) return;
  throw new DataError(
    `${argument}: column ${column} is constant (${values[0]}) on all ${values.length} training rows, although not on the others. Use more rows, another seed, or leave the column out`,
    { code: 'constant', argument, column },
  );
}
