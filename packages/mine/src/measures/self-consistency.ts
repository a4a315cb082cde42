/**
 * Does an estimator keep the laws of information on this data? Nobody knows the true value, but independence, data processing and
 * additivity say how estimates on changed data must compare. Source: Song and Ermon 2020 (arXiv 1910.06222), section 5, whose
 * image rows are columns of a table here. Passing is no proof of accuracy: an estimate that is always half the truth passes.
 */
import { random } from '@infograd/tensor';
import { joinColumns, takeColumnRows } from '../columns/join-columns.ts';
import { type Columns, readColumns, type TableInput } from '../columns/read-columns.ts';
import { OptionError } from '../errors.ts';
import { mutualInformation } from '../mutual-information.ts';
import { defaultSettings, type MutualInformationOptions } from '../options/options.ts';
import type { Estimate, MutualInformationResult } from '../result.ts';
import { permutedRows } from '../rows/permuted-rows.ts';
import { checkPaired, type Samples } from '../rows/samples.ts';

export type ConsistencyLaw = 'independence' | 'data-processing' | 'redundancy' | 'additivity';

/** One law and what was found of it; nats. */
export interface ConsistencyCheck {
  readonly law: ConsistencyLaw;
  /** The estimate on changed data. */
  readonly value: number;
  /** What it must be, or, for data processing, must not exceed; from another estimate where it is not zero. */
  readonly expected: number;
  /** value / expected; NaN where zero is expected. */
  readonly ratio: number;
  /** Of value - expected, as if both came from different rows. */
  readonly stdError: number;
  readonly holds: boolean;
  /** In words. */
  readonly verdict: string;
}

export interface SelfConsistencyResult {
  /** The estimate on the data as it is. */
  readonly estimate: MutualInformationResult;
  readonly checks: readonly ConsistencyCheck[];
  /** Whether every law holds. */
  readonly holds: boolean;
  readonly verdict: string;
  readonly seconds: number;
}

/** A difference that no one would mind: nats, and a share of the expected value. */
const tolerated = { nats: 0.02, share: 0.05 };

/** What must be seen on two sides to be believed: standard errors. */
const believed = 3;

/**
 * Checks an estimator on data against four laws.
 *
 * - independence: with the rows of y shuffled, I = 0;
 * - data processing: I(X; f(Y)) <= I(X; Y), where f drops the second half of y's columns, or keeps only which side of the median a single one
 *   is on;
 * - redundancy: I(X; (Y, f(Y))) = I(X; Y), since f(Y) tells nothing new;
 * - additivity: with the rows' halves side by side as independent copies, I((X, X'); (Y, Y')) = I(X; Y) + I(X'; Y').
 *
 * A law holds when the difference is within 3 standard errors plus 0.02 nats plus 5 %. Takes seven estimates, two of them on half of the rows.
 *
 * @param options those of `mutualInformation`, which every estimate gets
 * @throws OptionError and DataError as `mutualInformation` does; half of the rows must fill the parts of the split
 * @example
 * const { holds, checks } = await selfConsistency(x, y, { seed: 1 });
 */
export async function selfConsistency(
  x: TableInput,
  y: TableInput,
  options: MutualInformationOptions = {},
): Promise<SelfConsistencyResult> {
  const started = performance.now();
  if (options.blocks !== undefined) {
    throw new OptionError(
      'blocks: rows of a series cannot be shuffled and halved at will; leave it out here',
      'blocks',
    );
  }
  const tableX = await readColumns(x, 'x', options.discrete?.x);
  const tableY = await readColumns(y, 'y', options.discrete?.y);
  checkPaired(tableX.samples, tableY.samples);
  const rng = random(options.seed ?? defaultSettings.seed).fork('self-consistency');
  const { n } = tableX.samples;
  const estimateOf = (left: Columns, right: Columns): Promise<MutualInformationResult> =>
    mutualInformation(left, right, options);

  const order = permutedRows(n, rng.fork('halves'));
  const half = Math.floor(n / 2);
  const [first, second] = [order.subarray(0, half), order.subarray(half, 2 * half)];
  const copy = (rows: Int32Array) => [takeColumnRows(tableX, rows), takeColumnRows(tableY, rows)] as const;
  const [x1, y1] = copy(first);
  const [x2, y2] = copy(second);
  // The half-sized estimates come first, so that data that is too small for them is refused at once.
  const parts = [await estimateOf(x1, y1), await estimateOf(x2, y2)];
  const together = await estimateOf(joinColumns(x1, x2), joinColumns(y1, y2));

  const estimate = await estimateOf(tableX, tableY);
  const shuffled = await estimateOf(tableX, takeColumnRows(tableY, permutedRows(n, rng.fork('shuffle'))));
  const coarse = coarser(tableY);
  const processed = await estimateOf(tableX, coarse);
  const redundant = await estimateOf(tableX, joinColumns(tableY, coarse));

  const sum = { mi: parts[0].mi + parts[1].mi, stdError: Math.hypot(parts[0].stdError, parts[1].stdError) };
  const checks = [
    check('independence', shuffled, { mi: 0, stdError: 0 }),
    check('data-processing', processed, estimate),
    check('redundancy', redundant, estimate),
    check('additivity', together, sum),
  ];
  const broken = checks.filter(({ holds }) => !holds);
  return {
    estimate,
    checks,
    holds: broken.length === 0,
    verdict: verdictOf(broken),
    seconds: (performance.now() - started) / 1000,
  };
}

/** What the broken laws amount to, in words. */
export function verdictOf(broken: readonly Pick<ConsistencyCheck, 'law'>[]): string {
  if (broken.length === 0) return 'all four laws hold within the noise of the estimates';
  const verb = broken.length === 1 ? 'does' : 'do';
  return `${broken.map(({ law }) => law).join(' and ')} ${verb} not hold, so estimates of this kind on this data are not to be compared with each other`;
}

/** Judges one law. */
export function check(
  law: ConsistencyLaw,
  value: Pick<Estimate, 'mi' | 'stdError'>,
  expected: Pick<Estimate, 'mi' | 'stdError'>,
): ConsistencyCheck {
  const difference = value.mi - expected.mi;
  const stdError = Math.hypot(value.stdError, expected.stdError);
  const margin = believed * stdError + tolerated.nats + tolerated.share * Math.abs(expected.mi);
  const isBound = law === 'data-processing';
  const holds = isBound ? difference <= margin : Math.abs(difference) <= margin;
  const relation = isBound ? 'at most' : 'equal to';
  return {
    law,
    value: value.mi,
    expected: expected.mi,
    ratio: expected.mi === 0 ? Number.NaN : value.mi / expected.mi,
    stdError,
    holds,
    verdict: `${law}: ${value.mi.toFixed(3)} nats should be ${relation} ${expected.mi.toFixed(3)}, and ${holds ? 'is within' : 'differs by more than'} ${margin.toFixed(3)}`,
  };
}

/** f(Y): the first half of the columns; of a single one, whether it is above the median, or for levels whether the code is odd. */
function coarser({ samples, levels }: Columns): Columns {
  const { values, n, d } = samples;
  if (d > 1) {
    const kept = Math.floor(d / 2);
    const taken: Samples = { values: new Float64Array(n * kept), n, d: kept };
    for (let row = 0; row < n; row++) taken.values.set(values.subarray(row * d, row * d + kept), row * kept);
    return { samples: taken, levels: levels.slice(0, kept) };
  }
  const sorted = values.slice().sort();
  // The median, unless it is the smallest value: then everything would be on one side.
  const median = sorted[Math.floor(n / 2)];
  const threshold = median > sorted[0] ? median : sorted.find((value) => value > median)!;
  const side = values.map((value) => (levels[0] === null ? Number(value >= threshold) : value % 2));
  return { samples: { values: side, n, d: 1 }, levels: [[0, 1]] };
}
