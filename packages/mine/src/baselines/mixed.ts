/**
 * Nearest-neighbour estimators for data that are discrete in part: Ross's for a category and numbers, and that of Gao,
 * Kannan, Oh and Viswanath for any mixture, even within one column. Where all is continuous, Gao's is KSG's first
 * algorithm up to O(1 / n).
 */
import { DataError } from '../errors.ts';
import type { EstimateWarning } from '../result.ts';
import { checkPaired, readSamples, type SampleInput, type Samples } from '../rows/samples.ts';
import { type BaselineResult, inBothUnits } from './baseline-result.ts';
import { digammaTable } from './digamma-table.ts';
import { KDTree } from './k-d-tree.ts';
import {
  type BaselinePreprocess,
  checkNeighbours,
  jitterAdvice,
  jittered,
  joined,
  type NeighbourOptions,
  readNeighbourSamples,
  refuseTies,
  rescale,
  rowOf,
  tieLimit,
} from './neighbour-samples.ts';

export interface MixedResult extends BaselineResult {
  readonly k: number;
  /** What each row contributes, in nats: `mi` is their mean. */
  readonly pointwise: Float64Array;
}

export interface GaoResult extends MixedResult {
  /** Of code 'ties' where the numbers look rounded, and the value is then too high; empty otherwise. */
  readonly warnings: readonly EstimateWarning[];
}

/**
 * Mutual information of a category and continuous y, in nats: psi(n) + <psi(k_i)> - <psi(n_i)> - <psi(m_i)>, where n_i rows
 * have row i's category, d_i is the distance in y to the k-th nearest of them, and m_i other rows of any
 * category are as near. Source: Ross, "Mutual information between discrete and continuous data sets", PLoS ONE 9, 2014, equation 2.
 *
 * @param categories one a row: text, or numbers of one or more columns; equal rows are one category
 * @param y paired continuous rows, [n] or [n, d]
 * @param options k for categories of k rows or fewer is their size less one; `jitter` applies to y
 * @throws DataError when the samples cannot be used, more than 5 % of the rows of y repeat a value, or a category has a
 *   single row; OptionError when an option makes no sense
 * @example (await ross(['a', 'a', 'a', 'b', 'b', 'b'], [1, 1.1, 1.3, 5, 5.2, 5.3], { k: 1 })).mi // 0.4500000
 */
export async function ross(
  categories: SampleInput | readonly string[],
  y: SampleInput,
  options: NeighbourOptions = {},
): Promise<MixedResult> {
  const { k = 3, jitter = 0, seed = 0, preprocess = 'copula' } = options;
  const labels = await readLabels(categories);
  const read = await readSamples(y, 'y');
  checkPaired({ values: new Float64Array(0), n: labels.length, d: 1 }, read);
  checkNeighbours('ross', k, read.n);
  const ofY = rescale(jittered(read, jitter, seed, 'y'), preprocess, 'y');
  refuseTies(ofY, 'y');
  const { n } = ofY;
  const psi = digammaTable(n);
  const whole = new KDTree(ofY.values, ofY.d);
  const pointwise = new Float64Array(n);
  for (const [label, members] of rowsByLabel(labels)) {
    if (members.length < 2)
      throw new DataError(
        `ross: category ${label} has the single row ${members[0]}, which has no neighbour. Merge it with another category or leave the row out`,
        { code: 'too-few-rows', argument: 'x', row: members[0] },
      );
    const neighbours = Math.min(k, members.length - 1);
    const tree = new KDTree(tableOf(ofY, members).values, ofY.d);
    members.forEach((row, place) => {
      const point = rowOf(ofY, row);
      const radius = tree.nearest(point, neighbours, place).distances[neighbours - 1];
      const within = whole.countWithin(point, radius, true);
      // The k-th neighbour itself is counted; of the ties that Ross rules out there are none.
      pointwise[row] = psi[n] + psi[neighbours] - psi[members.length] - psi[within - 1];
    });
  }
  return { ...inBothUnits(pointwise.reduce((sum, value) => sum + value, 0) / n), n, k, pointwise };
}

/**
 * Mutual information of variables that may be discrete, continuous or both, in nats:
 * < psi(k_i) + log n - psi(n_x + 1) - psi(n_y + 1) >. Where the k-th neighbour is at distance 0, k_i, n_x + 1 and n_y + 1 count the
 * rows that are the same, itself among them; elsewhere as in KSG's first algorithm. Source: Gao, Kannan, Oh and Viswanath,
 * "Estimating mutual information for discrete-continuous mixtures", NeurIPS 2017, algorithm 1, in the form of the authors' code.
 *
 * Numbers rounded to a step finer than their neighbourhoods are neither discrete nor continuous to it, and it reads far too high: 0.251, 0.444 and 0.979
 * nats where there were 0, 0.223 and 0.830, in 2,000 normal rows rounded to one decimal (means of five samples); with a jitter of 0.033, a
 * third of the step, -0.004, 0.219 and 0.839. The result then carries a warning. So do counts and categories most of whose cells hold k rows or fewer.
 *
 * @param x, y paired rows, [n] or [n, d]
 * @param options `preprocess` is 'standardize' unless given: ranks would move the discrete points
 * @throws DataError when the samples cannot be used; OptionError when an option makes no sense
 * @example (await gao([0, 0, 0, 0, 1, 1, 1, 1], [5, 5, 5, 5, 7, 7, 7, 7], { k: 2 })).mi // 0.8233239
 */
export async function gao(x: SampleInput, y: SampleInput, options: NeighbourOptions = {}): Promise<GaoResult> {
  const preprocess: BaselinePreprocess = options.preprocess ?? 'standardize';
  const { x: ofX, y: ofY, k } = await readNeighbourSamples('gao', x, y, { ...options, preprocess });
  const { n } = ofX;
  const psi = digammaTable(n);
  const joint = joined(ofX, ofY);
  const [both, treeX, treeY] = [joint, ofX, ofY].map(({ values, d }) => new KDTree(values, d));
  let tied = 0;
  const pointwise = Float64Array.from({ length: n }, (_, row) => {
    const point = rowOf(joint, row);
    const radius = both.nearest(point, k, row).distances[k - 1];
    const isDiscrete = radius === 0;
    // Itself and k neighbours are there; equal steps differ by rounding once they are standardized.
    if (!isDiscrete && both.countWithin(point, radius * (1 + 1e-9), true) > k + 1) tied++;
    const near = isDiscrete ? both.countWithin(point, 0, true) : k;
    const nearX = treeX.countWithin(rowOf(ofX, row), radius, isDiscrete);
    const nearY = treeY.countWithin(rowOf(ofY, row), radius, isDiscrete);
    return psi[near] + Math.log(n) - psi[nearX] - psi[nearY];
  });
  const mi = pointwise.reduce((sum, value) => sum + value, 0) / n;
  return { ...inBothUnits(mi), n, k, pointwise, warnings: tied > tieLimit * n ? [tiesWarning(tied, n, k)] : [] };
}

function tiesWarning(tied: number, n: number, k: number): EstimateWarning {
  return {
    code: 'ties',
    message: `gao: ${tied} of ${n} rows have further rows at the very distance of neighbour ${k}, as rounded numbers do, and the value is then far too high: ${jitterAdvice}. For counts or categories in sparse cells, name them in \`discrete\` of mutualInformation`,
  };
}

async function readLabels(categories: SampleInput | readonly string[]): Promise<string[]> {
  if (isText(categories)) return [...categories];
  const samples = await readSamples(categories, 'x');
  return Array.from({ length: samples.n }, (_, row) => rowOf(samples, row).join(', '));
}

function isText(categories: SampleInput | readonly string[]): categories is readonly string[] {
  return Array.isArray(categories) && categories.length > 0 && categories.every((label) => typeof label === 'string');
}

function rowsByLabel(labels: readonly string[]): Map<string, number[]> {
  const rows = new Map<string, number[]>();
  labels.forEach((label, row) => {
    const members = rows.get(label);
    if (members) members.push(row);
    else rows.set(label, [row]);
  });
  return rows;
}

function tableOf(samples: Samples, rows: readonly number[]): Samples {
  const values = new Float64Array(rows.length * samples.d);
  rows.forEach((row, place) => void values.set(rowOf(samples, row), place * samples.d));
  return { values, n: rows.length, d: samples.d };
}
