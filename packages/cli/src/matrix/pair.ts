/**
 * The estimate of one pair of columns, which is what a worker of `mine matrix` does. It gives plain values, which travel between threads and
 * into files, and turns errors about the data into a reason for that pair.
 */
import { DataError, type EstimateWarning, type MutualInformationOptions } from '@infograd/mine';
import { CliError } from '../errors.ts';
import { type AnyEstimator, runEstimator } from '../estimators.ts';
import { describeFailure } from '../failure.ts';
import type { Findings, Measure, SideOfTruth } from '../findings.ts';
import type { SampleTable } from '../table/read.ts';

/** `quick` stands for what suits the pair of the estimators without a network. */
export type MatrixEstimator = AnyEstimator | 'quick';

/** What all pairs have in common. */
export interface MatrixJob {
  readonly labels: readonly string[];
  readonly n: number;
  /** Column after column. */
  readonly values: Float64Array;
  readonly isDiscrete: readonly boolean[];
  readonly estimator: MatrixEstimator;
  readonly options: MutualInformationOptions;
}

/** Numbers of two columns, the smaller first. */
export type Pair = readonly [x: number, y: number];

/** What one pair gave; values in nats. */
export interface PairResult {
  readonly pair: Pair;
  /** Why there is no value. */
  readonly error?: string;
  readonly value?: number;
  readonly stdError?: number;
  readonly interval?: readonly [low: number, high: number];
  readonly pValue?: number;
  readonly measure?: Measure;
  readonly side?: SideOfTruth;
  /** What ran. */
  readonly estimator: string;
  readonly seconds: number;
  readonly notes: readonly string[];
  readonly warnings: readonly EstimateWarning[];
}

/**
 * Estimates a pair.
 *
 * @throws AbortedError when `extra.signal` fires, and errors that are not about the pair's data
 */
export async function estimatePair(
  job: MatrixJob,
  pair: Pair,
  extra: Pick<MutualInformationOptions, 'backend' | 'signal'> = {},
): Promise<PairResult> {
  const started = performance.now();
  const [x, y] = pair.map((column) => columnOf(job, column));
  const options = { ...job.options, ...extra };
  try {
    const { estimator } = job;
    const findings = await (estimator === 'quick' ? runQuick(x, y, options) : runEstimator(estimator, x, y, options));
    const { value, stdError, interval, significance, measure, side, seconds, notes, warnings } = findings;
    return {
      pair,
      value,
      stdError,
      interval,
      pValue: significance?.pValue,
      measure,
      side,
      estimator: findings.estimator,
      seconds,
      notes,
      warnings,
    };
  } catch (error) {
    if (!(error instanceof DataError || error instanceof CliError)) throw error;
    const sides = pair.map((column) => ({ labels: [job.labels[column]] }));
    const seconds = (performance.now() - started) / 1000;
    return { pair, error: describeFailure(error, sides), estimator: job.estimator, seconds, notes: [], warnings: [] };
  }
}

function columnOf({ values, n, isDiscrete }: MatrixJob, column: number): SampleTable {
  return {
    data: values.slice(column * n, (column + 1) * n),
    shape: [n, 1],
    discrete: isDiscrete[column] ? [0] : [],
  };
}

/**
 * By the kinds of the columns. Ties break ksg and ross, and lonely categories break ross: there the pair is binned, which only loses
 * information (gao reads rounded numbers far too high). What ran is in the findings.
 */
async function runQuick(x: SampleTable, y: SampleTable, options: MutualInformationOptions): Promise<Findings> {
  const categories = x.discrete.length + y.discrete.length;
  if (categories === 2) return runEstimator('counts', x, y, options);
  try {
    return await runEstimator(categories === 1 ? 'ross' : 'ksg', x, y, options);
  } catch (error) {
    if (!(error instanceof DataError && (error.code === 'ties' || error.code === 'too-few-rows'))) throw error;
    return runEstimator('binned', { ...x, discrete: [] }, { ...y, discrete: [] }, options);
  }
}
