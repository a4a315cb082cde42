/**
 * Training, validation and test rows: three disjoint parts of a seeded permutation. Training moves the weights,
 * validation chooses among them, and the test part is touched once, for the value that is reported.
 */
import { type Random, reference } from '@infograd/tensor';
import { DataError } from './errors.ts';
import type { Samples } from './samples.ts';

/** Shares of the rows; they must be positive and sum to one. */
export interface SplitFractions {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** Row numbers of each part. */
export interface Split {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/** Fewer rows than this cannot be paired with each other and averaged in a useful way. */
const fewestRows = 4;

/**
 * Splits `n` rows.
 *
 * @throws DataError when a part would have fewer than four rows, or training fewer than `batchSize`
 * @example splitRows(10, { train: 0.4, validation: 0.4, test: 0.2 }, random(1)); // throws: the test part has 2 rows
 */
export function splitRows(n: number, fractions: SplitFractions, rng: Random, batchSize = fewestRows): Split {
  const trainRows = Math.round(n * fractions.train);
  const validationRows = Math.round(n * fractions.validation);
  const testRows = n - trainRows - validationRows;
  for (const [part, rows] of Object.entries({ validation: validationRows, test: testRows })) {
    if (rows < fewestRows) {
      throw new DataError(
        `${n} rows leave ${rows} for the ${part} part, which needs ${fewestRows} at least. Pass more rows, or a larger split.${part}`,
        { code: 'too-few-rows', count: n },
      );
    }
  }
  if (trainRows < Math.max(batchSize, fewestRows)) {
    throw new DataError(
      `${n} rows leave ${trainRows} for training, fewer than a batch of ${batchSize}. Pass more rows, or a batchSize of ${trainRows} or less`,
      { code: 'too-few-rows', count: n },
    );
  }
  const rows = permutedRows(n, rng);
  return {
    train: rows.slice(0, trainRows),
    validation: rows.slice(trainRows, trainRows + validationRows),
    test: rows.slice(trainRows + validationRows),
  };
}

/**
 * All rows in random order, for a value read off every one of them.
 *
 * @throws DataError when there are fewer than four
 */
export function allRowsShuffled(n: number, rng: Random): Int32Array {
  if (n < fewestRows) {
    throw new DataError(`${n} rows are too few for an estimate; pass ${fewestRows} at least`, {
      code: 'too-few-rows',
      count: n,
    });
  }
  return permutedRows(n, rng);
}

function permutedRows(n: number, rng: Random): Int32Array {
  const order = rng.permutation(n, { backend: reference() });
  const rows = order.dataSync() as Int32Array;
  order.dispose();
  return rows;
}

/** The named rows of a table, in the given order. */
export function takeRows({ values, d }: Samples, rows: Int32Array): Samples {
  const taken = new Float64Array(rows.length * d);
  rows.forEach((row, position) => {
    taken.set(values.subarray(row * d, (row + 1) * d), position * d);
  });
  return { values: taken, n: rows.length, d };
}
