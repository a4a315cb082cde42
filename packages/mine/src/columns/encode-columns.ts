/**
 * How the network sees a table: numbers on their learnt scale, then discrete columns. A discrete column of few levels is one-hot,
 * which is exact and suits every critic; one of many levels stays a code, for which the critic learns a vector
 * (`embedding-critic.ts`), because a thousand zeros beside each number would drown it. Level i of k is sqrt(k) in its place:
 * then the k numbers have together the mean square of k standardized columns, which initialisers are made for.
 */
import { applyPreprocess, type FittedPreprocess, fitPreprocess, type PreprocessName } from '../rows/preprocess.ts';
import type { Samples } from '../rows/samples.ts';
import type { ColumnLevels } from './read-columns.ts';

/** Levels up to which a column is one-hot. */
export const oneHotAtMost = 32;

/** What was learnt of a table's columns: plain values, so that it can be saved. */
export interface FittedColumns {
  /** Of the columns of numbers, in their order; null when there are none. */
  readonly scale: FittedPreprocess | null;
  readonly levels: ColumnLevels;
}

/** The columns that the critic meets: numbers and one-hot places first, codes of long lists of levels last. */
export interface ColumnLayout {
  readonly dense: number;
  /** How many levels each of the code columns has. */
  readonly embedded: readonly number[];
}

/**
 * Learns scales from training rows.
 *
 * @throws DataError as `fitPreprocess` does
 */
export function fitColumns(
  name: PreprocessName,
  training: Samples,
  levels: ColumnLevels,
  argument: string,
): FittedColumns {
  const numbers = numberColumns(levels);
  if (numbers.length === 0) return { scale: null, levels };
  const label = numbers.length === training.d ? argument : `${argument} without its discrete columns`;
  return { scale: fitPreprocess(name, takeColumns(training, numbers), label), levels };
}

/** The columns that `encodeColumns` makes. */
export function layoutOf({ levels }: FittedColumns): ColumnLayout {
  const isLong = (column: readonly unknown[]): boolean => column.length > oneHotAtMost;
  const lists = levels.filter((column) => column !== null);
  const short = lists.filter((column) => !isLong(column)).reduce((sum, column) => sum + column.length, 0);
  return {
    dense: numberColumns(levels).length + short,
    embedded: lists.filter(isLong).map((column) => column.length),
  };
}

/**
 * Rows as the critic meets them, row-major, as wide as their layout.
 *
 * @throws DataError when a number does not fit float32 on its scale
 */
export function encodeColumns(fitted: FittedColumns, samples: Samples): Float32Array {
  const { dense, embedded } = layoutOf(fitted);
  const numbers = numberColumns(fitted.levels);
  const width = dense + embedded.length;
  const encoded = new Float32Array(samples.n * width);
  if (fitted.scale !== null) {
    const scaled = applyPreprocess(fitted.scale, takeColumns(samples, numbers));
    if (numbers.length === width) return scaled;
    for (let row = 0; row < samples.n; row++) {
      encoded.set(scaled.subarray(row * numbers.length, (row + 1) * numbers.length), row * width);
    }
  }
  let place = numbers.length;
  let codePlace = dense;
  fitted.levels.forEach((column, index) => {
    if (column === null) return;
    const isLong = column.length > oneHotAtMost;
    const height = Math.sqrt(column.length);
    for (let row = 0; row < samples.n; row++) {
      const code = samples.values[row * samples.d + index];
      if (isLong) encoded[row * width + codePlace] = code;
      else encoded[row * width + place + code] = height;
    }
    if (isLong) codePlace++;
    else place += column.length;
  });
  return encoded;
}

function numberColumns(levels: ColumnLevels): number[] {
  return levels.flatMap((column, index) => (column === null ? [index] : []));
}

function takeColumns({ values, n, d }: Samples, columns: readonly number[]): Samples {
  if (columns.length === d) return { values, n, d };
  const taken = new Float64Array(n * columns.length);
  for (let row = 0; row < n; row++) {
    columns.forEach((column, place) => {
      taken[row * columns.length + place] = values[row * d + column];
    });
  }
  return { values: taken, n, d: columns.length };
}
