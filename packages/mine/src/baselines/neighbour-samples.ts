/**
 * Samples as the nearest-neighbour estimators want them: paired, free of ties that would break distances, and on a
 * common scale. Ties are an error with a way out; noise is added on request only.
 */
import { random } from '@infograd/tensor';
import { DataError, OptionError } from '../errors.ts';
import { addJitter } from '../rows/jitter.ts';
import { fitPreprocess } from '../rows/preprocess.ts';
import { checkPaired, readSamples, type SampleInput, type Samples } from '../rows/samples.ts';

export type BaselinePreprocess = 'copula' | 'standardize' | 'none';

export interface NeighbourOptions {
  /** Neighbours: 3 unless given. More smooth the estimate and flatten fine structure. */
  readonly k?: number;
  /** Change of scale of every column; 'copula' (rank to normal score) unless given. */
  readonly preprocess?: BaselinePreprocess;
  /**
   * Standard deviation of normal noise added to every column, in those of the column; 0, none, unless given. It makes distances of
   * rounded numbers differ again: a third of the rounding step is enough.
   */
  readonly jitter?: number;
  /** Of the noise; 0 unless given. */
  readonly seed?: number;
}

/** The largest share of rows that may repeat another's value in a column: float32 data of 100,000 rows have 1 %. */
export const tieLimit = 0.05;

/** What to do about rounding: noise of the step's own standard deviation, 1 / sqrt(12) of it, or a little more. */
export const jitterAdvice =
  'for rounded numbers pass jitter: about a third of the rounding step, in standard deviations of the column';

/** @throws OptionError when k or the jitter makes no sense; DataError when there are not more than k rows */
export async function readNeighbourSamples(
  name: string,
  x: SampleInput,
  y: SampleInput,
  options: NeighbourOptions,
): Promise<{ x: Samples; y: Samples; k: number }> {
  const { k = 3, jitter = 0, seed = 0, preprocess = 'copula' } = options;
  const [readX, readY] = [await readSamples(x, 'x'), await readSamples(y, 'y')];
  checkPaired(readX, readY);
  checkNeighbours(name, k, readX.n);
  const [ofX, ofY] = [jittered(readX, jitter, seed, 'x'), jittered(readY, jitter, seed, 'y')];
  return { x: rescale(ofX, preprocess, 'x'), y: rescale(ofY, preprocess, 'y'), k };
}

/** @throws OptionError unless k is a whole number of 1 or more; DataError unless there are more rows than k */
export function checkNeighbours(name: string, k: number, rows: number): void {
  if (!(Number.isInteger(k) && k >= 1))
    throw new OptionError(`${name}: k ${k} must be a whole number of 1 or more`, 'k');
  if (rows <= k)
    throw new DataError(`${name}: ${rows} rows have no ${k} neighbours each; pass more rows, or a smaller k`, {
      code: 'too-few-rows',
    });
}

/** @throws OptionError when the jitter is no finite number of 0 or more */
export function jittered(samples: Samples, jitter: number, seed: number, argument: string): Samples {
  if (!(jitter >= 0 && jitter < Number.POSITIVE_INFINITY))
    throw new OptionError(
      `jitter ${jitter} must be a finite number of 0 or more: the standard deviation of the noise, in those of each column`,
      'jitter',
    );
  const levels = Array.from({ length: samples.d }, () => null);
  return addJitter({ samples, levels }, jitter, random(seed).fork(`jitter of ${argument}`));
}

/**
 * Every column on the wanted scale, in double precision.
 *
 * @throws OptionError for a scale of another name; DataError when a column cannot be brought to it
 */
export function rescale(samples: Samples, preprocess: BaselinePreprocess, argument: string): Samples {
  if (!['copula', 'standardize', 'none'].includes(preprocess))
    throw new OptionError(
      `preprocess '${preprocess}' is not known to the baselines; use 'copula', 'standardize' or 'none'`,
      'preprocess',
    );
  const { values, n, d } = samples;
  const fitted = fitPreprocess(preprocess, samples, argument);
  if (fitted.kind === 'standardize') {
    return { n, d, values: values.map((value, i) => (value - fitted.mean[i % d]) / fitted.deviation[i % d]) };
  }
  if (fitted.kind === 'copula') {
    const scores = fitted.knots.map((knots) => new Map(knots.values.map((value, i) => [value, knots.scores[i]])));
    return { n, d, values: values.map((value, i) => scores[i % d].get(value)!) };
  }
  return samples;
}

/**
 * Neighbours' distances mean nothing in a column whose values repeat.
 *
 * @throws DataError when more than 5 % of the rows share their value of a column with another row
 */
export function refuseTies({ values, n, d }: Samples, argument: string): void {
  for (let column = 0; column < d; column++) {
    const counts = new Map<number, number>();
    for (let row = 0; row < n; row++) {
      const value = values[row * d + column];
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    let tied = 0;
    for (const count of counts.values()) if (count > 1) tied += count;
    if (tied <= tieLimit * n) continue;
    throw new DataError(
      `${argument}: in column ${column}, ${tied} of ${n} rows repeat another row's value (${counts.size} distinct values), which breaks nearest-neighbour distances. The likely cause is rounding: ${jitterAdvice}. For categories use ross or gao, or name them in \`discrete\` of mutualInformation`,
      { code: 'ties', argument, column, count: tied },
    );
  }
}

/** Row i of x beside row i of y. */
export function joined(x: Samples, y: Samples): Samples {
  const d = x.d + y.d;
  const values = new Float64Array(x.n * d);
  for (let row = 0; row < x.n; row++) {
    values.set(x.values.subarray(row * x.d, (row + 1) * x.d), row * d);
    values.set(y.values.subarray(row * y.d, (row + 1) * y.d), row * d + x.d);
  }
  return { values, n: x.n, d };
}

/** One row of a table, as a view. */
export function rowOf({ values, d }: Samples, row: number): Float64Array {
  return values.subarray(row * d, (row + 1) * d);
}
