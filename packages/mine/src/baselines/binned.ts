/**
 * The histogram estimate: both columns are cut into bins of equally many rows, and the entropies of the counts are
 * corrected for their first-order bias. Crude, but with nothing to trust except the counts.
 */
import { DataError, OptionError } from '../errors.ts';
import { checkPaired, readSamples, type SampleInput, type Samples } from '../rows/samples.ts';
import { type BaselineResult, inBothUnits } from './baseline-result.ts';

export interface BinnedOptions {
  /** Bins a column; sqrt(n / 5), at least 2, unless given: five rows a cell if x and y are independent. */
  readonly bins?: number;
  /** Whether the Miller-Madow correction is applied; true unless given. */
  readonly correct?: boolean;
}

export interface BinnedResult extends BaselineResult {
  /** Bins in use in x and in y: ties stay together, so there may be fewer than asked for. */
  readonly bins: readonly [number, number];
  /** What the Miller-Madow correction added, in nats: (K_x + K_y - K_xy - 1) / (2 n) for K cells in use. */
  readonly correction: number;
}

/**
 * Mutual information of two columns by equal-frequency bins, in nats: H(X) + H(Y) - H(X, Y) of the counts, each entropy with
 * (K - 1) / (2 n) added for its K cells in use (Miller, "Note on the bias of information estimates", 1955). What varies within
 * a bin is lost, so strong dependence is under-estimated.
 *
 * @param x, y paired columns, [n] or [n, 1]
 * @throws DataError when the samples cannot be used or have several columns; OptionError when bins is no whole number from
 *   2 to n
 * @example (await binned([1, 2, 3, 4], [1, 2, 3, 4], { bins: 2, correct: false })).mi // 0.6931472
 */
export async function binned(x: SampleInput, y: SampleInput, options: BinnedOptions = {}): Promise<BinnedResult> {
  const [readX, readY] = [await readSamples(x, 'x'), await readSamples(y, 'y')];
  checkPaired(readX, readY);
  const { n } = readX;
  const { bins = Math.max(2, Math.floor(Math.sqrt(n / 5))), correct = true } = options;
  if (!(Number.isInteger(bins) && bins >= 2 && bins <= n))
    throw new OptionError(`binned: bins ${bins} must be a whole number from 2 to the ${n} rows`, 'bins');
  const [binX, binY] = [equalFrequencyBins(readX, bins, 'x'), equalFrequencyBins(readY, bins, 'y')];
  const cells = binX.map((bin, row) => bin * bins + binY[row]);
  const [ofX, ofY, ofBoth] = [binX, binY, cells].map(countsOf);
  const correction = correct ? (ofX.length + ofY.length - ofBoth.length - 1) / (2 * n) : 0;
  const mi = entropyOf(ofX, n) + entropyOf(ofY, n) - entropyOf(ofBoth, n) + correction;
  return { ...inBothUnits(mi), n, bins: [ofX.length, ofY.length], correction };
}

/** The bin of every row, by the rank of the first row that has its value. */
function equalFrequencyBins({ values, n, d }: Samples, bins: number, argument: string): Int32Array {
  if (d !== 1)
    throw new DataError(`binned: ${argument} has ${d} columns; bins of several columns hold too few rows. Use ksg`, {
      code: 'shape',
      argument,
    });
  const sorted = values.slice().sort();
  const firstRank = new Map<number, number>();
  sorted.forEach((value, rank) => {
    if (!firstRank.has(value)) firstRank.set(value, rank);
  });
  return Int32Array.from(values, (value) => Math.floor((firstRank.get(value)! * bins) / n));
}

function countsOf(labels: Int32Array): number[] {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts.values()];
}

function entropyOf(counts: readonly number[], n: number): number {
  return counts.reduce((sum, count) => sum - (count / n) * Math.log(count / n), 0);
}
