/**
 * A time series as rows of past and future, so that estimators of independent rows can be asked about time. Values are
 * only copied: the rows overlap, which is why estimates from them are split by blocks.
 */
import { DataError } from '../errors.ts';
import { requireWhole } from '../options/require-option.ts';
import { checkPaired, readSamples, type SampleInput, type ShapedArray } from './samples.ts';

export interface LagOptions {
  /** Steps from the newest value of the source to the target's present; 1 when left out. */
  readonly lag?: number;
  /** How many past values of each series are looked at; 1 when left out. */
  readonly history?: number | { readonly source?: number; readonly target?: number };
}

/** Row i describes time `times[i]`; columns go from the newest value to the oldest, all columns of a series at each time. */
export interface LaggedPairs {
  /** target_t, shape [rows, columns of target]. */
  readonly future: ShapedArray;
  /** source_(t-lag), source_(t-lag-1), ..., shape [rows, history.source * columns of source]. */
  readonly sourcePast: ShapedArray;
  /** target_(t-1), target_(t-2), ..., shape [rows, history.target * columns of target]. */
  readonly targetPast: ShapedArray;
  readonly times: Int32Array;
}

/** Lag and history with their defaults. */
export interface Lags {
  readonly lag: number;
  readonly source: number;
  readonly target: number;
  /** Steps that a row reaches back. */
  readonly span: number;
}

/**
 * The pairs of past and future of two series; `mutualInformation(sourcePast, future)` is their lagged information.
 *
 * @param source, target series of the same length, a row for each time
 * @throws OptionError when lag or history is not a whole number of 1 or more; DataError when a series cannot be used or is
 *   not longer than what a row reaches back
 * @example
 * const { future, sourcePast } = await laggedPairs([1, 2, 4, 3, 5], [0, 1, 3, 2, 6], { lag: 2 });
 * // future.data: 3, 2, 6; sourcePast.data: 1, 2, 4
 */
export async function laggedPairs(
  source: SampleInput,
  target: SampleInput,
  options: LagOptions = {},
): Promise<LaggedPairs> {
  const lags = lagsOf(options);
  const from = await readSamples(source, 'source');
  const to = await readSamples(target, 'target');
  checkPaired(from, to, ['source', 'target']);
  if (to.n <= lags.span) {
    throw new DataError(
      `${to.n} rows are too few for a lag and history that reach back ${lags.span}; pass a longer series`,
      { code: 'too-few-rows', count: to.n },
    );
  }
  const times = Int32Array.from({ length: to.n - lags.span }, (_, row) => lags.span + row);
  const past = (series: typeof from, newest: number, count: number): ShapedArray => {
    const data = new Float64Array(times.length * count * series.d);
    times.forEach((time, row) => {
      for (let age = 0; age < count; age++) {
        const start = (time - newest - age) * series.d;
        data.set(series.values.subarray(start, start + series.d), (row * count + age) * series.d);
      }
    });
    return { data, shape: [times.length, count * series.d] };
  };
  return {
    future: past(to, 0, 1),
    sourcePast: past(from, lags.lag, lags.source),
    targetPast: past(to, 1, lags.target),
    times,
  };
}

/** @throws OptionError when a number is not a whole number of 1 or more */
export function lagsOf({ lag = 1, history = 1 }: LagOptions): Lags {
  const both = typeof history === 'number' ? { source: history, target: history } : history;
  const { source = 1, target = 1 } = both ?? {};
  for (const [option, value] of Object.entries({ lag, 'history.source': source, 'history.target': target })) {
    requireWhole(option, value, 1);
  }
  return { lag, source, target, span: Math.max(lag + source - 1, target) };
}
