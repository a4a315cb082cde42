/**
 * Training, validation and test rows: three disjoint parts of a seeded permutation. Training moves the weights,
 * validation chooses among them, and the test part is touched once, for the value that is reported.
 */
import type { Random } from '@infograd/tensor';
import { DataError } from '../errors.ts';
import { permutedRows } from './permuted-rows.ts';
import type { Samples } from './samples.ts';
import { type BlockOptions, permutedBlocks, separateParts } from './split-blocks.ts';

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
 * @param blocks keeps rows that follow each other in time together; without it, rows are drawn one by one
 * @throws DataError when a part would have fewer than four rows, or training fewer than `batchSize`
 * @example splitRows(10, { train: 0.4, validation: 0.4, test: 0.2 }, random(1)); // throws: the test part has 2 rows
 */
export function splitRows(
  n: number,
  fractions: SplitFractions,
  rng: Random,
  batchSize = fewestRows,
  blocks?: BlockOptions,
): Split {
  return splitFolds(n, 1, fractions, rng, batchSize, blocks)[0];
}

/**
 * Splits `n` rows as often as there are folds. One fold has the shares of `fractions`; of more, each row is in one test part, and the rest of a
 * fold's rows goes to training and validation in the proportion that they have in `fractions`.
 *
 * @throws DataError as `splitRows` does
 * @example splitFolds(100, 4, { train: 0.6, validation: 0.2, test: 0.2 }, random(1)).map(({ test }) => test.length); // [25, 25, 25, 25]
 */
export function splitFolds(
  n: number,
  folds: number,
  fractions: SplitFractions,
  rng: Random,
  batchSize = fewestRows,
  blocks?: BlockOptions,
): Split[] {
  const order = blocks === undefined ? permutedRows(n, rng) : permutedBlocks(n, blocks.length, rng);
  return Array.from({ length: folds }, (_, fold) => {
    const end = folds === 1 ? n : Math.round(((fold + 1) * n) / folds);
    const start =
      folds === 1
        ? Math.round(n * fractions.train) + Math.round(n * fractions.validation)
        : Math.round((fold * n) / folds);
    const others = folds === 1 ? order.subarray(0, start) : joined(order.subarray(end), order.subarray(0, start));
    const trainRows =
      folds === 1
        ? Math.round(n * fractions.train)
        : Math.round((others.length * fractions.train) / (fractions.train + fractions.validation));
    const parts = [others.slice(0, trainRows), others.slice(trainRows), order.slice(start, end)];
    const [train, validation, test] =
      blocks === undefined
        ? parts
        : separateParts(parts, n, blocks.gap ?? 0, rng.fork(folds === 1 ? 'gaps' : `gaps of ${fold}`));
    const split = { train, validation, test };
    requireRows(n, split, batchSize);
    return split;
  });
}

/** One list of rows after the other. */
export function joined(a: Int32Array, b: Int32Array): Int32Array {
  const whole = new Int32Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}

function requireRows(n: number, { train, validation, test }: Split, batchSize: number): void {
  for (const [part, { length }] of Object.entries({ validation, test })) {
    if (length < fewestRows) {
      throw new DataError(
        `${n} rows leave ${length} for the ${part} part, which needs ${fewestRows} at least. Pass more rows, or a larger split.${part}`,
        { code: 'too-few-rows', count: n },
      );
    }
  }
  if (train.length < Math.max(batchSize, fewestRows)) {
    throw new DataError(
      `${n} rows leave ${train.length} for training, fewer than a batch of ${batchSize}. Pass more rows, or a batchSize of ${train.length} or less`,
      { code: 'too-few-rows', count: n },
    );
  }
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

/** The named rows of a table, in the given order. */
export function takeRows({ values, d }: Samples, rows: Int32Array): Samples {
  const taken = new Float64Array(rows.length * d);
  rows.forEach((row, position) => {
    taken.set(values.subarray(row * d, (row + 1) * d), position * d);
  });
  return { values: taken, n: rows.length, d };
}
