/**
 * Pointwise mutual information in one call: log p(x, y) / (p(x) p(y)) of every row, by a critic that did not see it. The rows are cut
 * into folds, and each is scored by an estimator fitted on the others. `MutualInformationEstimator.score` does the same for
 * further rows of an estimator that is kept.
 */
import { random } from '@infograd/tensor';
import { takeColumnRows } from '../columns/join-columns.ts';
import { readColumns, type TableInput } from '../columns/read-columns.ts';
import { DataError, OptionError } from '../errors.ts';
import { MutualInformationEstimator } from '../estimator.ts';
import { distinctWarnings } from '../fitting/distinct-warnings.ts';
import { makeEstimate } from '../fitting/estimate.ts';
import { defaultSettings, type MutualInformationOptions } from '../options/options.ts';
import { requireWhole } from '../options/require-option.ts';
import type { Estimate, EstimateWarning } from '../result.ts';
import { permutedRows } from '../rows/permuted-rows.ts';
import { checkPaired } from '../rows/samples.ts';

export interface PointwiseOptions extends MutualInformationOptions {
  /** Splits of the rows that an estimator of one part is fitted on; 1 when left out. */
  folds?: number;
  /** Parts of the rows, each scored by an estimator that the others trained; 2 when left out. */
  scoringFolds?: number;
}

/** `mi` is the mean of the values: a plug-in estimate, not a bound. */
export interface PointwiseResult extends Estimate {
  /** log p(x, y) / (p(x) p(y)) of every row in nats, in the order of the rows. */
  readonly values: Float64Array;
  readonly warnings: readonly EstimateWarning[];
  readonly seconds: number;
}

/**
 * Estimates the pointwise mutual information of every row, in nats: positive where x and y occur together more often than they
 * would by chance, negative where less often.
 *
 * @param options also those of `mutualInformation`; the time is that of one estimate for every fold
 * @throws OptionError and DataError as `mutualInformation` does
 * @example
 * const { values, mi } = await pointwiseMutualInformation(x, y, { seed: 1 }); // values[i] belongs to row i
 */
export async function pointwiseMutualInformation(
  x: TableInput,
  y: TableInput,
  options: PointwiseOptions = {},
): Promise<PointwiseResult> {
  const started = performance.now();
  const { scoringFolds = 2, ...rest } = options;
  requireWhole('scoringFolds', scoringFolds, 2);
  if (rest.blocks !== undefined) {
    throw new OptionError(
      'blocks keeps neighbouring rows out of the scored ones, but every row is to be scored here; use MutualInformationEstimator and score',
      'blocks',
    );
  }
  const tableX = await readColumns(x, 'x', rest.discrete?.x);
  const tableY = await readColumns(y, 'y', rest.discrete?.y);
  checkPaired(tableX.samples, tableY.samples);
  const { n } = tableX.samples;
  if (n < scoringFolds) {
    throw new DataError(`${n} rows are fewer than ${scoringFolds} folds; pass more`, {
      code: 'too-few-rows',
      count: n,
    });
  }
  const order = permutedRows(n, random(rest.seed ?? defaultSettings.seed).fork('scoring folds'));
  const values = new Float64Array(n);
  const warnings: EstimateWarning[] = [];
  for (let fold = 0; fold < scoringFolds; fold++) {
    const scored = order.filter((_, place) => place % scoringFolds === fold);
    const others = order.filter((_, place) => place % scoringFolds !== fold);
    using estimator = new MutualInformationEstimator({ ...rest, folds: rest.folds ?? 1 });
    const trained = await estimator.fit(takeColumnRows(tableX, others), takeColumnRows(tableY, others));
    warnings.push(...trained.warnings);
    const scores = await estimator.score(takeColumnRows(tableX, scored), takeColumnRows(tableY, scored));
    scored.forEach((row, i) => {
      values[row] = scores[i];
    });
  }
  const mi = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mi) ** 2, 0) / (n - 1);
  return {
    ...makeEstimate(mi, Math.sqrt(variance / n)),
    values,
    warnings: distinctWarnings(warnings),
    seconds: (performance.now() - started) / 1000,
  };
}
