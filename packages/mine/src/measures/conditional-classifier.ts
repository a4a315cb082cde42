/**
 * Conditional mutual information in one piece: I(X; Y | Z) = KL(p(x, y, z) || p(x, z) p(y | z)). Samples of the second distribution are
 * made by giving rows the y of neighbours in z; a critic between a sample and the label that says which of the two it came from
 * then knows the log ratio, and the Donsker-Varadhan bound is read off rows that it did not see. Source: Mukherjee et al. 2020
 * (arXiv 1906.01824), section 4.1, with two halves of the rows that judge each other.
 */
import { type Random, random } from '@infograd/tensor';
import { boundOf, estimatorNames } from '../bounds/index.ts';
import { joinColumns, takeColumnRows } from '../columns/join-columns.ts';
import type { Columns } from '../columns/read-columns.ts';
import { OptionError } from '../errors.ts';
import { MutualInformationEstimator } from '../estimator.ts';
import { distinctWarnings } from '../fitting/distinct-warnings.ts';
import { type EstimateOrigin, originOf } from '../fitting/estimate-origin.ts';
import type { MutualInformationOptions } from '../options/options.ts';
import type { EstimateWarning, MutualInformationResult } from '../result.ts';
import { joined, splitRows } from '../rows/split.ts';
import { conditionalShuffle } from './conditional-shuffle.ts';

/** The value is read from the other half, so that the part for reading can be small. */
const trainingSplit = { train: 0.7, validation: 0.25, test: 0.05 };

export interface ClassifierOutcome {
  /** Nats. */
  readonly mi: number;
  /** Influence of each row on `mi`, with the row numbers. */
  readonly byRow: { readonly rows: Int32Array; readonly influence: Float64Array };
  readonly warnings: readonly EstimateWarning[];
  readonly notes: readonly string[];
  /** Of both critics; the bound is the one that `mi` was read with. */
  readonly origin: EstimateOrigin;
}

/**
 * log p(x, y, z) / (p(x, z) p(y | z)) on each half of the rows, by a critic trained on the other half.
 *
 * @throws OptionError for an estimator that needs a density of y, because here it is a label
 */
export async function conditionalClassifier(
  x: Columns,
  y: Columns,
  z: Columns,
  neighbours: number,
  options: MutualInformationOptions & { readonly seed: number },
): Promise<ClassifierOutcome> {
  requireLabels(options);
  const rng = random(options.seed).fork('conditional classifier');
  const halves = twoHalves(x.samples.n, options, rng);
  const tables = halves.map((rows, half) => contrast(x, y, z, rows, neighbours, rng.fork(half)));
  const readings: { rows: Int32Array; value: number; influence: Float64Array }[] = [];
  const trained: MutualInformationResult[] = [];
  for (const [judged, rows] of halves.entries()) {
    const training = tables[1 - judged];
    using estimator = new MutualInformationEstimator({
      ...options,
      blocks: undefined,
      folds: 1,
      split: trainingSplit,
      discrete: { y: true },
    });
    trained.push(await estimator.fit(training.samples, training.labels));
    readings.push({ rows, ...(await readRatio(estimator, tables[judged])) });
  }
  const n = readings.reduce((sum, { rows }) => sum + rows.length, 0);
  const mi = readings.reduce((sum, { rows, value }) => sum + (value * rows.length) / n, 0);
  return {
    mi,
    byRow: {
      rows: Int32Array.from(readings.flatMap(({ rows }) => [...rows])),
      influence: Float64Array.from(readings.flatMap(({ influence }) => [...influence])),
    },
    warnings: distinctWarnings(...trained.map(({ warnings }) => warnings)),
    notes: [...new Set(trained.flatMap(({ notes }) => notes))],
    origin: { ...originOf(trained[0]), bound: 'donsker-varadhan' },
  };
}

function requireLabels({ estimator = 'auto' }: MutualInformationOptions): void {
  if (estimator === 'auto' || !estimatorNames.includes(estimator) || boundOf(estimator).trains === 'scores') return;
  throw new OptionError(
    `form 'direct' tells rows from exchanged ones, which have no density for estimator '${estimator}' to fit; use estimator 'auto', 'mine' or 'info-nce', or form 'difference'`,
    'estimator',
  );
}

/** The rows of one part as they are (label 1), then with y of neighbours in z (label 0). */
function contrast(x: Columns, y: Columns, z: Columns, rows: Int32Array, neighbours: number, rng: Random) {
  const partners = conditionalShuffle(z, neighbours, rng, rows).map((place) => rows[place]);
  const take = (columns: Columns, second: Int32Array): Columns => takeColumnRows(columns, joined(rows, second));
  const samples = joinColumns(take(x, rows), take(y, partners), take(z, rows));
  const labels = Array.from({ length: 2 * rows.length }, (_, i) => (i < rows.length ? 1 : 0));
  return { samples, labels };
}

/** E_P[log r] - log E_Q[r], and what each row adds to it. */
async function readRatio(estimator: MutualInformationEstimator, { samples, labels }: ReturnType<typeof contrast>) {
  const asJoint = await estimator.score(samples, new Array<number>(labels.length).fill(1));
  const asShuffled = await estimator.score(samples, new Array<number>(labels.length).fill(0));
  const logRatio = asJoint.map((score, i) => score - asShuffled[i]);
  const n = labels.length / 2;
  const joint = logRatio.subarray(0, n);
  const shuffled = logRatio.subarray(n);
  const meanJoint = joint.reduce((sum, value) => sum + value, 0) / n;
  const largest = shuffled.reduce((a, b) => Math.max(a, b));
  const meanRatio = shuffled.reduce((sum, value) => sum + Math.exp(value - largest), 0) / n;
  const influence = joint.map((value, i) => value - meanJoint - (Math.exp(shuffled[i] - largest) / meanRatio - 1));
  return { value: meanJoint - largest - Math.log(meanRatio), influence };
}

function twoHalves(n: number, { blocks }: MutualInformationOptions, rng: Random): [Int32Array, Int32Array] {
  const { train, validation, test } = splitRows(
    n,
    { train: 0.5, validation: 0.25, test: 0.25 },
    rng,
    undefined,
    blocks,
  );
  return [train, joined(validation, test)];
}
